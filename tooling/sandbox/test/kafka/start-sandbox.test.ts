import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/index.ts'
import { ENGINES } from './engines.ts'
import { projectClient, readConfig, receive, send } from './project-client.ts'

describe.each(ENGINES)('$title', (engine) => {
  const describeHere = describe.skipIf(engine.missing)
  describeHere('sandboxes', () => {
    describe('a disposable sandbox', () => {
      let sandbox: Sandbox
      beforeAll(async () => {
        sandbox = await startSandbox({ engine: engine.name })
      })
      afterAll(() => sandbox.stop())

      it('lets the project user of config.toml write and read the topic of config.toml', async () => {
        const { kafka } = await readConfig(sandbox.configFile)
        const client = await projectClient(sandbox.configFile)
        await send(client, kafka?.['topic'] ?? '', ['one', 'two'])
        expect(await receive(client, 'temperature', 2)).toEqual(['one', 'two'])
      })

      it('makes topics that are usable at once', async () => {
        const client = await projectClient(sandbox.configFile)
        const topic = `topic-${crypto.randomUUID()}`
        await sandbox.createTopic(topic, { partitions: 3 })
        await send(client, topic, ['here'])
        const admin = client.admin()
        await admin.connect()
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
        await admin.disconnect()
        expect(topics[0]?.partitions).toHaveLength(3)
      })

      it('denies the project user everything else', async () => {
        const client = await projectClient(sandbox.configFile)
        const denied = { type: 'TOPIC_AUTHORIZATION_FAILED' }
        const foreign = send(client, '__consumer_offsets', ['x'])
        await expect(foreign).rejects.toMatchObject({ cause: denied })
        const admin = client.admin()
        await admin.connect()
        const own = admin.createTopics({ topics: [{ topic: 'not-mine' }] })
        await expect(own).rejects.toMatchObject({ errors: [denied] })
        await expect(admin.describeCluster()).resolves.toMatchObject({ brokers: [{ nodeId: 1 }] })
        await expect(admin.deleteTopics({ topics: ['temperature'] })).rejects.toMatchObject(denied)
        await admin.disconnect()
      })

      it('refuses who shows no certificate', async () => {
        const [host = '', port] = (sandbox.brokers[0] ?? '').split(':')
        const ca = await readFile(join(sandbox.directory, 'cert/trustStore.pem'))
        const socket = connect({ host, port: Number(port), ca })
        const [error] = await once(socket.resume(), 'error')
        expect(String(error)).toMatch(/certificate required|bad certificate|handshake failure/i)
      })

      it('serves the schema of the guide at the URL that the guide joins, with a checked certificate', async () => {
        const { hops, api, project, kafka } = await readConfig(sandbox.configFile)
        const url = `https://${hops?.['url']}${api?.['base']}/project/${project?.['id']}/kafka`
        const subject = `${url}/subjects/${kafka?.['schema']}/versions/latest`
        const ca = await readFile(join(dirname(sandbox.configFile), hops?.['verify'] ?? ''))
        expect(await get(subject, { ca, authorization: `ApiKey ${api?.['key']}` })).toMatchObject({
          status: 200,
          body: expect.stringContaining('timestamp-millis'),
        })
        expect(await get(subject, { ca, authorization: 'ApiKey no.key' })).toMatchObject({
          status: 401,
        })
      })

      it('keeps port and records over a power cut', async () => {
        const topic = `topic-${crypto.randomUUID()}`
        await sandbox.createTopic(topic)
        await send(await projectClient(sandbox.configFile), topic, ['kept'])
        await sandbox.killBroker()
        const [host = '', port] = (sandbox.brokers[0] ?? '').split(':')
        const refused = { code: 'ECONNREFUSED' }
        await expect(once(connect({ host, port: Number(port) }), 'end')).rejects.toMatchObject(
          refused,
        )
        await sandbox.restartBroker()
        const client = await projectClient(sandbox.configFile)
        await send(client, topic, ['new'])
        expect(await receive(client, topic, 2)).toEqual(['kept', 'new'])
      })

      it('stands beside another one, whose broker names nobody', async () => {
        await using other = await startSandbox({ engine: engine.name, brokerNames: 'none' })
        expect(other.brokers).not.toEqual(sandbox.brokers)
        await send(await projectClient(other.configFile), 'temperature', ['other'])
        await other.stop()
        await expect(access(other.directory)).rejects.toMatchObject({ code: 'ENOENT' })
      })
    })

    it('has the topics and schemas that it is told to have from the start', async () => {
      const schema = JSON.stringify({ type: 'record', name: 'door', fields: [] })
      await using seeded = await startSandbox({
        engine: engine.name,
        subjects: [{ subject: 'door', schema }],
        topics: [{ name: 'doors', partitions: 3, subject: 'door' }, { name: 'bare' }],
      })
      const client = await projectClient(seeded.configFile)
      await send(client, 'doors', ['open'])
      expect(await receive(client, 'doors', 1)).toEqual(['open'])
      await send(client, 'bare', ['too'])
      const { api } = await readConfig(seeded.configFile)
      const ca = await readFile(join(seeded.directory, 'cert/hopsworks-ca.pem'))
      const url = `${seeded.mock.url}/project/1143/kafka/topics/doors/subjects`
      expect(await get(url, { ca, authorization: `ApiKey ${api?.['key']}` })).toMatchObject({
        status: 200,
        body: expect.stringContaining('door'),
      })
    })

    it('refuses a topic of a schema that is not there', async () => {
      const topics = [{ name: 'doors', subject: 'door' }]
      await expect(startSandbox({ engine: engine.name, topics })).rejects.toMatchObject({
        code: 'ERR_SANDBOX_BAD_ARGUMENT',
        what: expect.stringContaining('doors'),
        fix: expect.stringContaining('topics'),
      })
    })

    it('says what happened to a broker that was killed in mid-test', async () => {
      await using sandbox = await startSandbox({ engine: engine.name })
      await engine.killBroker(sandbox.directory)
      const create = () => sandbox.createTopic(`topic-${crypto.randomUUID()}`)
      await vi.waitFor(
        () =>
          expect(create()).rejects.toMatchObject({
            code: 'ERR_SANDBOX_ADMIN',
            because: expect.stringMatching(/has ended with/),
          }),
        { timeout: 10_000 },
      )
      await sandbox.restartBroker()
      await create()
    })

    it('leaves neither broker nor folder when its process is killed', async () => {
      const owner = spawn(
        process.execPath,
        [
          '--conditions=@hops-kafka/source',
          '--import',
          'tsx',
          '--eval',
          "import('./src/index.ts').then(async (m) => console.log((await m.startSandbox()).directory))",
        ],
        {
          cwd: join(import.meta.dirname, '../..'),
          env: { ...process.env, HOPS_KAFKA_ENGINE: engine.name },
          stdio: ['pipe', 'pipe', 'inherit'],
        },
      )
      const directory = await firstLine(owner)
      expect(await engine.isRunning(directory)).toBe(true)
      owner.kill('SIGKILL')
      const isRunning = () => engine.isRunning(directory)
      await expect.poll(isRunning, { timeout: 15_000, interval: 50 }).toBe(false)
      await vi.waitFor(() => expect(access(directory)).rejects.toMatchObject({ code: 'ENOENT' }), {
        timeout: 10_000,
      })
    })
  })
})

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: stdout })) return line
  throw new Error('it ended without a word')
}

interface Answer {
  readonly status: number | undefined
  readonly body: string
}

function get(url: string, options: { ca: Buffer; authorization: string }): Promise<Answer> {
  const { ca, authorization } = options
  return new Promise((resolve, reject) => {
    const call = request(url, { ca, headers: { authorization } }, async (response) => {
      const chunks = await response.toArray()
      resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() })
    })
    call.once('error', reject).end()
  })
}
