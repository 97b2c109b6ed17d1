import { type SpawnOptions, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** How a program ended, and what it wrote to stdout. */
export interface Ran {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end; one that cannot be started counts as one that failed with 127, as in a shell. */
export async function run(
  [program, ...args]: Command,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ran> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = exitCodeOf(child)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { exitCode: await ended, stdout, stderr }
}

/** Runs a program on the user's own terminal. */
export function runInTerminal([program, ...args]: Command, options: SpawnOptions): Promise<number> {
  return exitCodeOf(spawn(program, args, { ...options, stdio: 'inherit' }))
}

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]]

function exitCodeOf(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((onEnd) => {
    child.once('error', () => onEnd(127))
    child.once('close', (exitCode) => onEnd(exitCode ?? 1))
  })
}
