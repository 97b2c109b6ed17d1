import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]]

/** How a program ended, and what it wrote. */
export interface Ran {
  /** 127, as in a shell, where it could not be started. */
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Where a program runs. */
export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program to its end. */
export async function run(
  [program, ...args]: Command,
  { cwd, env }: RunOptions = {},
): Promise<Ran> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number>((onEnd) => {
    child.once('error', () => onEnd(127))
    child.once('close', (exitCode) => onEnd(exitCode ?? 1))
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { exitCode: await ended, stdout, stderr }
}
