import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writing } from './files.ts'
import { SUPERVISOR_LOG } from './layout.ts'
import { makeSandboxFolder } from './sandbox-folder.ts'
import type { SandboxSettings } from './sandbox-server.ts'
import type { SupervisorArguments } from './supervisor.ts'

/** What the command line of every supervisor has. */
export const SUPERVISOR_PROGRAM = join(import.meta.dirname, 'supervisor.ts')

/** Starts a supervisor that outlives this process; of two for one folder the second ends with code 0. */
export async function spawnSupervisor(
  directory: string,
  settings: SandboxSettings,
): Promise<ChildProcess> {
  await makeSandboxFolder(directory)
  const logFile = join(directory, SUPERVISOR_LOG)
  const log = await writing(logFile, async () => openSync(logFile, 'a', 0o600))
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const told: SupervisorArguments = { directory, settings }
  const child = spawn(
    process.execPath,
    [
      '--conditions=@hops-kafka/source',
      '--import',
      loader,
      SUPERVISOR_PROGRAM,
      JSON.stringify(told),
    ],
    { detached: true, stdio: ['ignore', log, log] },
  )
  closeSync(log)
  await once(child, 'spawn')
  child.unref()
  return child
}
