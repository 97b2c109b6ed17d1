import { spawn } from 'node:child_process'
import { ownProgram, programArguments } from '../own-program.ts'
import type { EngineEndpoint } from './endpoint.ts'

/** What a guard is to remove. */
export interface GuardPlan {
  readonly endpoint: EngineEndpoint
  /** Id of the start of the sandbox; see labels.ts. */
  readonly sandbox: string
  /** Folder to be deleted, too. */
  readonly directory?: string
}

const PROGRAM = ownProgram('container/container-guard-main')

/**
 * Has what a sandbox makes in the engine removed if this process dies, by kill -9 or otherwise: the
 * engine knows no such bond, so another process holds the other end of a pipe.
 *
 * @returns a function that ends the guard
 */
export function guardContainers(plan: GuardPlan): () => void {
  const child = spawn(process.execPath, programArguments(PROGRAM), {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // Not that of the sandbox, which is deleted.
    cwd: '/',
  })
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  // Not as an argument, which everybody may read: the endpoint may have a key.
  child.stdin.write(`${JSON.stringify(plan)}\n`)
  unref(child.stdin)
  return () => {
    child.stdin.end('done\n')
  }
}

/** A pipe that is open should not keep this process alive. */
function unref(stream: unknown): void {
  if (typeof stream === 'object' && stream !== null && 'unref' in stream) {
    if (typeof stream.unref === 'function') stream.unref()
  }
}
