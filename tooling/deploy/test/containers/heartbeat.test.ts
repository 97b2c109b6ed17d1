import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Sandbox, startSandbox } from '@hops-kafka/sandbox'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bundleApps } from '../../src/bundle.ts'

const APPS = ['producer', 'consumer'] as const
type App = (typeof APPS)[number]

/** The consumer beats every two seconds. */
const MAX_AGE_S = '4'

let folder: string
let sandbox: Sandbox
const children: ChildProcess[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heartbeat-'))
  ;[sandbox] = await Promise.all([startSandbox(), bundleApps(folder)])
})

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await sandbox?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const heartbeatOf = (app: App) => ({ HOPS_KAFKA_HEARTBEAT_FILE: join(folder, `${app}.heartbeat`) })

function start(app: App, ...args: readonly string[]) {
  const program = join(folder, app, 'main.mjs')
  const child = spawn(process.execPath, [program, '--config', sandbox.configFile, ...args], {
    env: { ...process.env, ...heartbeatOf(app) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let written = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const [exitCode] = await once(child, 'close')
    return exitCode
  }
  /** Complete lines only. */
  const lines = () =>
    written
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  return { stop, lines }
}

function isHealthy(app: App): boolean {
  const args = [join(folder, 'healthcheck/main.mjs'), MAX_AGE_S]
  return spawnSync(process.execPath, args, { env: heartbeatOf(app) }).status === 0
}

/** Both apps, since either has its own way of being alive. */
async function untilHealthIs(expected: boolean): Promise<void> {
  const health = () => Object.fromEntries(APPS.map((app) => [app, isHealthy(app)]))
  const wanted = { producer: expected, consumer: expected }
  await vi.waitFor(() => expect(health()).toEqual(wanted), { timeout: 60_000, interval: 500 })
}

test('health goes bad with the broker and comes back with it, and nothing is lost', async () => {
  const producer = start('producer', '-e', '-1', '-d', '0.2', '--sensors', '2', '--json')
  const consumer = start('consumer')
  await untilHealthIs(true)
  await sandbox.killBroker()
  await untilHealthIs(false)
  await sandbox.restartBroker()
  await untilHealthIs(true)
  expect(await producer.stop()).toBe(0)
  const [sent] = producer.lines()
  expect(sent).toMatchObject({ failed: 0, unsent: 0, discarded: 0 })
  // A request that the broker's death left without an answer is sent again, so there may be more.
  const places = () => new Set(consumer.lines().map((line) => `${line.partition}@${line.offset}`))
  await vi.waitFor(() => expect(places().size).toBeGreaterThanOrEqual(sent.delivered), {
    timeout: 20_000,
  })
  expect(await consumer.stop()).toBe(0)
})
