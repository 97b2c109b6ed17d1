import type { ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { attach } from './control-client.ts'
import { SandboxError } from './errors.ts'
import { SUPERVISOR_LOG } from './layout.ts'
import type { SandboxSettings } from './sandbox-server.ts'
import { spawnSupervisor } from './spawn-supervisor.ts'
import { readState } from './state.ts'

/** How to join. */
export interface JoinSandboxOptions {
  /** Called with one line of words at each step while the sandbox starts. */
  readonly onProgress?: (text: string) => void
}

/** How to join the sandbox of a given folder, and how it is to be if it is down. */
export interface JoinOptions extends JoinSandboxOptions {
  readonly directory: string
  readonly settings?: SandboxSettings
}

/** The shared sandbox, which stays up while somebody has joined it, and ten minutes more. */
export interface JoinedSandbox {
  readonly configFile: string
  /** True if it was down before. */
  readonly started: boolean
  /** Leaves it running for others. The end of this process does the same. */
  leave(): Promise<void>
}

/** A supervisor that does not even listen after so long has come to nothing. */
const LISTEN_MS = 30_000
const POLL_MS = 20

/** Folder of the shared sandbox: `.sandbox` in the workspace, or HOPS_KAFKA_SANDBOX_DIR. */
export function sharedDirectory(): string {
  const chosen = process.env['HOPS_KAFKA_SANDBOX_DIR']
  return resolve(chosen || join(import.meta.dirname, '..', '..', '..', '.sandbox'))
}

/**
 * Joins the shared sandbox, and starts it in the background if it is down. Two that do so at once
 * get the same one.
 *
 * @throws {SandboxError} what kept the sandbox from starting
 */
export async function joinSandbox(options: JoinSandboxOptions = {}): Promise<JoinedSandbox> {
  return await joinSandboxAt({ ...options, directory: sharedDirectory() })
}

/** As {@link joinSandbox}, in any folder. */
export async function joinSandboxAt(options: JoinOptions): Promise<JoinedSandbox> {
  const { directory, settings = {}, onProgress = () => undefined } = options
  let deadline = Date.now() + LISTEN_MS
  let child: ChildProcess | undefined
  for (;;) {
    const state = await readState(directory)
    const attachment = state && (await attach(state, onProgress))
    if (state && attachment) {
      const { sandbox, leave } = attachment
      return { configFile: sandbox.configFile, started: state.pid === child?.pid, leave }
    }
    if (child === undefined || child.exitCode === 0) {
      child = await spawnSupervisor(directory, settings)
      deadline = Date.now() + LISTEN_MS
    } else if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      throw noSupervisor(directory, child)
    }
    await sleep(POLL_MS)
  }
}

function noSupervisor(directory: string, { exitCode, signalCode }: ChildProcess): SandboxError {
  const ended = exitCode ?? signalCode
  return new SandboxError('ERR_SANDBOX_SUPERVISOR', {
    what: `The sandbox in ${directory}`,
    because:
      ended === null
        ? `its process does not answer after ${LISTEN_MS / 1000} s`
        : `its process ended with ${ended}`,
    fix: `Read ${join(directory, SUPERVISOR_LOG)}; \`pnpm sandbox reset\` begins anew.`,
    retriable: true,
  })
}
