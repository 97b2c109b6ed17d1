import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'

/** How a program ended, and what it wrote. */
export interface AppRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
}

const APPS = resolve(import.meta.dirname, '../../../apps')

/** Where and with what an app runs. */
export interface AppOptions {
  /** The folder that the user is in. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts an app from source, without pnpm around it. */
export function startApp(
  app: 'producer' | 'consumer',
  args: readonly string[],
  options: AppOptions = {},
): ChildProcess {
  const source = ['--conditions=@hops-kafka/source', '--import', 'tsx', 'src/main.ts']
  const { INIT_CWD: _, ...env } = process.env
  return spawn(process.execPath, [...source, ...args], {
    cwd: resolve(APPS, app),
    env: { ...env, ...options.env, INIT_CWD: options.cwd ?? APPS, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs an app to its end. */
export async function runApp(
  app: 'producer' | 'consumer',
  args: readonly string[],
  options: AppOptions = {},
): Promise<AppRun> {
  const startedAt = performance.now()
  const child = startApp(app, args, options)
  const ended = new Promise<number | null>((onExit, onError) => {
    child.once('error', onError)
    child.once('close', (code) => onExit(code))
  })
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    ended,
  ])
  return { exitCode, stdout, stderr, durationMs: performance.now() - startedAt }
}
