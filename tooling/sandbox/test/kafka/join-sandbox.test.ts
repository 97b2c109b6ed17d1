import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { askStatus, askToStop } from '../../src/control-client.ts'
import { type JoinedSandbox, joinSandboxAt } from '../../src/join-sandbox.ts'
import { resetSandbox } from '../../src/reset.ts'
import { readState, type SupervisorState } from '../../src/state.ts'
import { projectClient, receive, send } from './project-client.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-shared-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  const state = await readState(directory)
  if (state) await askToStop(state)
  await rm(directory, { recursive: true, force: true })
})

const joinIt = (): Promise<JoinedSandbox> => joinSandboxAt({ directory })

async function supervisor(): Promise<SupervisorState> {
  const state = await readState(directory)
  if (state === undefined) throw new Error(`no sandbox in ${directory}`)
  return state
}

async function brokerPid(): Promise<number> {
  return Number(await readFile(join(directory, 'kafka', 'broker.pid'), 'utf8'))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('is one for all who start it at once, and keeps its records until it is reset', async () => {
  const joined = await Promise.all([joinIt(), joinIt(), joinIt()])
  expect(joined.filter(({ started }) => started)).toHaveLength(1)
  expect(new Set(joined.map(({ configFile }) => configFile)).size).toBe(1)
  expect(await askStatus(await supervisor())).toMatchObject({ attached: 3 })
  const [{ configFile }] = joined
  expect((await stat(configFile)).mode & 0o777).toBe(0o600)
  await send(await projectClient(configFile), 'temperature', ['kept'])
  await Promise.all(joined.map(({ leave }) => leave()))

  const pid = await brokerPid()
  await askToStop(await supervisor())
  expect(isAlive(pid)).toBe(false)
  expect(await readState(directory)).toBeUndefined()

  const again = await joinIt()
  expect(again.started).toBe(true)
  expect(await receive(await projectClient(configFile), 'temperature', 1)).toEqual(['kept'])
  await askToStop(await supervisor())
  await resetSandbox(directory)
  await expect(readdir(directory)).rejects.toMatchObject({ code: 'ENOENT' })
})

it('starts anew after its owner was killed, and ends by itself when nobody is left', async () => {
  const first = await joinIt()
  const { pid } = await supervisor()
  const orphan = await brokerPid()
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(isAlive(orphan)).toBe(false), { timeout: 10_000 })
  await first.leave()

  vi.stubEnv('HOPS_KAFKA_SANDBOX_IDLE_MS', '50')
  const second = await joinIt()
  expect(second.started).toBe(true)
  const { pid: heir } = await supervisor()
  expect(heir).not.toBe(pid)
  await second.leave()
  await vi.waitFor(() => expect(isAlive(heir)).toBe(false), { timeout: 60_000, interval: 50 })
  expect(isAlive(await brokerPid())).toBe(false)
})

it('ends with a word in its log when the broker dies', async () => {
  await joinIt()
  const { pid } = await supervisor()
  process.kill(await brokerPid(), 'SIGKILL')
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 })
  expect(await readState(directory)).toBeUndefined()
  const log = await readFile(join(directory, 'supervisor.log'), 'utf8')
  expect(log).toContain('the broker has died')
})
