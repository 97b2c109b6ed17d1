import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A program that is given a job as JSON on its input and tells what happens in lines. */
export interface LineProgram {
  readonly command: string
  readonly args: readonly string[]
}

/** How a program ended. */
export interface ProcessEnd {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined
  readonly signal: NodeJS.Signals | undefined
  readonly stderr: string
}

/** A program under way. */
export interface LineProcess {
  /** Resolves when it has ended and its last line was handed out. */
  readonly ended: Promise<ProcessEnd>
  kill(signal: NodeJS.Signals): void
}

const STDERR_CHARACTERS = 20_000

/** Starts a program; each line of its output is handed to `onLine` as words. */
export function startLineProcess(
  { command, args }: LineProgram,
  job: unknown,
  onLine: (words: readonly string[]) => void,
): LineProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARACTERS)
  })
  // It may have been killed before it read its job.
  child.stdin.on('error', () => undefined).end(JSON.stringify(job))
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => onLine(line.split(' ')))
  const read = new Promise<void>((done) => lines.once('close', done))
  const ended = new Promise<ProcessEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', async (exitCode, signal) => {
      await read
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined, stderr })
    })
  })
  return { ended, kill: (signal) => child.kill(signal) }
}
