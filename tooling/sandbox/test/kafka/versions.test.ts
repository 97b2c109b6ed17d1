import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startSandbox } from '../../src/index.ts'
import { projectClient, receive, send } from './project-client.ts'

// It would be taken whatever version is asked for.
beforeEach(() => void vi.stubEnv('KAFKA_HOME', ''))
afterEach(() => void vi.unstubAllEnvs())

// The other suites run on the version of kafka/pom.xml.
it.each(['3.4.1', '3.9.1'])('starts Kafka %s, which serves records', async (kafkaVersion) => {
  await using sandbox = await startSandbox({ kafkaVersion, engine: 'jvm' })
  const log = await readFile(join(sandbox.directory, 'kafka', 'broker.log'), 'utf8')
  expect(log).toContain(`Kafka version: ${kafkaVersion}`)
  const client = await projectClient(sandbox.configFile)
  const topic = `topic-${crypto.randomUUID()}`
  await sandbox.createTopic(topic)
  await send(client, topic, ['one', 'two'])
  expect(await receive(client, topic, 2)).toEqual(['one', 'two'])
})
