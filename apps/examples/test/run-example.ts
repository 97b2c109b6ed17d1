import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const APP = resolve(import.meta.dirname, '..')
const FROM_SOURCE = ['--conditions=@hops-kafka/source', '--import', 'tsx', 'src/main.ts']
/** Less than a test may take, so that an example that hangs is gone when its test has failed. */
const LIMIT = { timeout: 60_000, killSignal: 'SIGKILL' } as const

/** How an example ended, and what it wrote. */
export interface ExampleRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How to run an example. */
export interface RunOptions {
  /** The folder that the user is in. */
  readonly folder: string
  /** Sends SIGINT once the example has said this on stderr. */
  readonly stopAt?: RegExp
}

/** Runs an example to its end. */
export function runExample(args: readonly string[], options: RunOptions): Promise<ExampleRun> {
  const child = spawn(process.execPath, [...FROM_SOURCE, ...args], {
    ...LIMIT,
    cwd: APP,
    env: { ...process.env, INIT_CWD: options.folder, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  let isStopped = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (isStopped || options.stopAt?.test(stderr) !== true) return
    isStopped = true
    child.kill('SIGINT')
  })
  return new Promise((onEnd, onError) => {
    child.once('error', onError)
    child.once('close', (exitCode) => onEnd({ exitCode, stdout, stderr }))
  })
}
