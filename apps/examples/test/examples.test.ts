import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { engineHere, type Sandbox, startSandbox } from '@hops-kafka/sandbox'
import { createSimulator } from '@hops-kafka/sensor-sim'
import { connect } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROGRAMS } from '../src/programs.ts'
import { type RunOptions, runExample } from './run-example.ts'

const lack =
  (await engineHere()) === undefined
    ? ' (skipped: no container engine answers and there is no Java)'
    : ''

let sandbox: Sandbox
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hops-kafka-examples-'))
  sandbox = await startSandbox()
})

afterAll(async () => {
  await sandbox?.stop()
  await rm(folder, { recursive: true, force: true })
})

const tried = new Set<string>()

/** Runs an example by its name, to its end. */
async function run(name: string, args: readonly string[] = [], options: Partial<RunOptions> = {}) {
  tried.add(name)
  const ended = await runExample([name, ...args], { folder, ...options })
  expect(ended.exitCode, ended.stderr).toBe(0)
  return ended
}

/** A configuration with a topic of its own. */
async function ownTopic(): Promise<string> {
  const topic = `examples-${randomUUID()}`
  await sandbox.createTopic(topic)
  const toml = await readFile(sandbox.configFile, 'utf8')
  const file = join(dirname(sandbox.configFile), `${topic}.toml`)
  await writeFile(file, toml.replace(/^topic = .*$/m, `topic = '${topic}'`), { mode: 0o600 })
  return file
}

describe.skipIf(lack !== '')(`with Kafka${lack}`, () => {
  it('simple-producer writes what simple-consumer prints', async () => {
    const config = await ownTopic()
    const sent = await run('simple-producer', ['-c', config, '-n', '4'])
    expect(sent.stderr).toMatch(/message 3 is at examples-.*-0@3/)
    const { stdout } = await run('simple-consumer', ['-c', config, '-n', '4'])
    expect(stdout.split('\n')).toEqual([
      'key0: Hello Hopsworks! I am message 0',
      'key1: Hello Hopsworks! I am message 1',
      'key2: Hello Hopsworks! I am message 2',
      'key0: Hello Hopsworks! I am message 3',
      '',
    ])
  })

  it('sorted-consumer plots readings and tells how many came late', async () => {
    const config = await ownTopic()
    await using hops = await connect(config, { onWarning: () => {} })
    const { subject } = await hops.registry.subjectOfTopic('temperature')
    const value = await hops.codec.writer<object>({ subject })
    const producer = await hops.producer({ value })
    for (const timestamp of [1000, 3000, 2000]) {
      await producer.send({ key: 'a', value: { timestamp, id: 'a', value: 1 } })
    }
    const { stdout, stderr } = await run('sorted-consumer', ['-c', config, '-n', '3'])
    expect(stdout).toBe('a: 3 records, 1 late\n')
    expect(stderr).toMatch(/^plot: http:\/\/127\.0\.0\.1:\d+\/$/m)
  })

  it('kafka-client reads back what it writes', async () => {
    const { stdout } = await run('kafka-client', ['-c', await ownTopic(), '-n', '2'])
    expect(stdout).toBe('partition 0, offset 0: number 0\npartition 0, offset 1: number 1\n')
  })
})

describe.skipIf(lack !== '')(`with Hopsworks${lack}`, () => {
  it('schema-by-topic and schema-by-subject print the schema', async () => {
    const byTopic = await run('schema-by-topic', ['-c', sandbox.configFile])
    expect(byTopic.stderr).toMatch(/topic temperature has version 1 of subject sensor, id \d+/)
    expect(JSON.parse(byTopic.stdout)).toMatchObject({ type: 'record', name: 'sensor' })
    const bySubject = await run('schema-by-subject', ['sensor', '-c', sandbox.configFile])
    expect(bySubject.stdout).toBe(byTopic.stdout)
  })

  it('schema-encode shows the bytes and the reading again', async () => {
    const { stdout } = await run('schema-encode', ['-c', sandbox.configFile])
    const [hex, reading = ''] = stdout.split('\n')
    expect(hex).toMatch(/^00[\da-f]{8}/)
    expect(JSON.parse(reading)).toMatchObject({ id: 'sensor0', value: 21.5 })
  })

  it('registry asks three ways', async () => {
    const { stdout } = await run('registry', ['-c', sandbox.configFile])
    expect(stdout).toMatch(
      /^sensor: version 1 has id (\d+), version 1 has id \1\n\{"type":"record"/,
    )
  })

  it('certs prints certificates, and no key', async () => {
    const { stdout } = await run('certs', ['-c', sandbox.configFile])
    expect(stdout.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(1)
    expect(stdout).not.toContain('PRIVATE KEY')
  })
})

describe.skipIf(lack !== '')(`alone${lack}`, () => {
  it('avro-codec encodes and decodes', async () => {
    const { stdout } = await run('avro-codec')
    expect(stdout).toMatch(/^0000000007.*\n\{"name":"front","openedAt":1700000000000\}\n$/)
  })

  it('sensor-sim prints readings', async () => {
    const { stdout } = await run('sensor-sim', ['-n', '3'])
    expect(stdout.trim().split('\n').length).toBeGreaterThan(16)
    expect(stdout).toMatch(/^sensor0 {2}\d{4}-\S+Z {2}-?\d+\.\d{3}$/m)
  })

  it('live-plot serves and draws', async () => {
    const { stderr } = await run('live-plot', ['-n', '3'])
    expect(stderr).toMatch(/^plot: http:\/\/127\.0\.0\.1:\d+\/$/m)
    expect(stderr).toContain('6 records')
  })

  it('sensor-preview draws into a file in the user’s folder, in the terminal and as a page', async () => {
    await run('sensor-preview', ['fleet.svg', '-n', '50'])
    const svg = await readFile(join(folder, 'fleet.svg'), 'utf8')
    for (const { id } of createSimulator().sensors) expect(svg).toContain(id)
    const term = await run('sensor-preview', ['term', '-n', '50'])
    expect(term.stderr).toContain('400 records')
    await run('sensor-preview', ['web'], { stopAt: /preview: http/ })
  })
})

it.skipIf(lack !== '')(`every example was run${lack}`, () => {
  expect([...tried].sort()).toEqual(Object.keys(PROGRAMS).sort())
})

it.skipIf(lack !== '')(`an unknown name is answered with those there are${lack}`, async () => {
  const { exitCode, stderr } = await runExample(['nope'], { folder })
  expect(exitCode).toBe(64)
  for (const name of Object.keys(PROGRAMS)) expect(stderr).toContain(name)
})
