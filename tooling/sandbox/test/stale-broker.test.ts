import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { folderMark, killStaleBroker, notePid } from '../src/jvm/stale-broker.ts'

let folder: string
let child: ChildProcess | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-stale-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  child?.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** A process that goes on for long, with a broker's mark or a stranger's on its command line. */
async function running(mark: string): Promise<ChildProcess> {
  const args = ['-e', 'setInterval(() => 0, 1000)', '--', mark]
  child = spawn(process.execPath, args, { stdio: 'ignore' })
  await once(child, 'spawn')
  await notePid(folder, child.pid ?? 0)
  return child
}

it('ends the broker that a crash left in this folder', async () => {
  const broker = await running(folderMark(folder))
  const exit = once(broker, 'exit')
  await killStaleBroker(folder)
  expect(await exit).toEqual([null, 'SIGKILL'])
})

it.runIf(existsSync('/proc/self/cmdline'))('needs no ps where there is /proc', async () => {
  vi.stubEnv('PATH', folder)
  const broker = await running(folderMark(folder))
  const exit = once(broker, 'exit')
  await killStaleBroker(folder)
  await expect.poll(() => broker.signalCode).toBe('SIGKILL')
  await exit
})

it('spares a stranger that has got the process id since', async () => {
  const stranger = await running(folderMark('/elsewhere'))
  await killStaleBroker(folder)
  expect(stranger.signalCode).toBeNull()
  expect(process.kill(stranger.pid ?? 0, 0)).toBe(true)
})
