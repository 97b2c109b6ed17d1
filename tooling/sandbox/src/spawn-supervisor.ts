import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { writing } from './files.ts'
import { SUPERVISOR_LOG } from './layout.ts'
import { ownProgram, programArguments } from './own-program.ts'
import { makeSandboxFolder } from './sandbox-folder.ts'
import type { SandboxSettings } from './sandbox-server.ts'
import type { SupervisorArguments } from './supervisor.ts'

/** What the command line of every supervisor has. */
export const SUPERVISOR_PROGRAM = ownProgram('supervisor')

/** Starts a supervisor that outlives this process; of two for one folder the second ends with code 0. */
export async function spawnSupervisor(
  directory: string,
  settings: SandboxSettings,
): Promise<ChildProcess> {
  await makeSandboxFolder(directory)
  const logFile = join(directory, SUPERVISOR_LOG)
  const log = await writing(logFile, async () => openSync(logFile, 'a', 0o600))
  const told: SupervisorArguments = { directory, settings }
  const child = spawn(
    process.execPath,
    [...programArguments(SUPERVISOR_PROGRAM), JSON.stringify(told)],
    { detached: true, stdio: ['ignore', log, log] },
  )
  closeSync(log)
  await once(child, 'spawn')
  child.unref()
  return child
}
