import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askStatus, askToStop } from '../../src/control-client.ts'
import { type JoinedSandbox, joinSandboxAt } from '../../src/join-sandbox.ts'
import { isAlive } from '../../src/process-info.ts'
import { resetSandbox } from '../../src/reset.ts'
import { readState, type SupervisorState } from '../../src/state.ts'
import { ENGINES } from './engines.ts'
import { projectClient, receive, send } from './project-client.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-shared-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  const state = await readState(directory)
  if (state) await askToStop(state)
  await resetSandbox(directory)
  await rm(directory, { recursive: true, force: true })
})

async function supervisor(): Promise<SupervisorState> {
  const state = await readState(directory)
  if (state === undefined) throw new Error(`no sandbox in ${directory}`)
  return state
}

describe.each(ENGINES)('$title', (engine) => {
  const joinIt = (): Promise<JoinedSandbox> =>
    joinSandboxAt({ directory, settings: { engine: engine.name } })
  const isRunning = (): Promise<boolean> => engine.isRunning(directory)

  describe.skipIf(engine.missing)('a shared sandbox', () => {
    it('is one for all who start it at once, and keeps its records until it is reset', async () => {
      const joined = await Promise.all([joinIt(), joinIt(), joinIt()])
      expect(joined.filter(({ started }) => started)).toHaveLength(1)
      expect(new Set(joined.map(({ configFile }) => configFile)).size).toBe(1)
      expect(await askStatus(await supervisor())).toMatchObject({ attached: 3 })
      const [{ configFile }] = joined
      expect((await stat(configFile)).mode & 0o777).toBe(0o600)
      await send(await projectClient(configFile), 'temperature', ['kept'])
      await Promise.all(joined.map(({ leave }) => leave()))

      await askToStop(await supervisor())
      expect(await isRunning()).toBe(false)
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
      process.kill(pid, 'SIGKILL')
      await expect.poll(isRunning, { timeout: 15_000, interval: 50 }).toBe(false)
      await first.leave()

      vi.stubEnv('HOPS_KAFKA_SANDBOX_IDLE_MS', '50')
      const second = await joinIt()
      expect(second.started).toBe(true)
      const { pid: heir } = await supervisor()
      expect(heir).not.toBe(pid)
      await second.leave()
      await vi.waitFor(() => expect(isAlive(heir)).toBe(false), { timeout: 60_000, interval: 50 })
      expect(await isRunning()).toBe(false)
    })

    it('ends with a word in its log when the broker dies', async () => {
      await joinIt()
      const { pid } = await supervisor()
      await engine.killBroker(directory)
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 })
      expect(await readState(directory)).toBeUndefined()
      const log = await readFile(join(directory, 'supervisor.log'), 'utf8')
      expect(log).toContain('the broker has died')
    })
  })
})
