import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** How a program ended, and what it wrote. */
export interface AppRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Where and with what an app runs. */
export interface AppOptions {
  /** The folder that the user is in. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** An app under way. */
export interface RunningApp {
  /** Resolves with the first match once the app has said something like this on stderr; rejects when it ends before. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<AppRun>
}

type App = 'producer' | 'consumer'

/** Less than a test may take, so that an app that hangs is gone when its test has failed. */
const LIMIT = { timeout: 100_000, killSignal: 'SIGKILL' } as const

const APPS = resolve(import.meta.dirname, '../../../apps')
const FROM_SOURCE = ['--conditions=@hops-kafka/source', '--import', 'tsx', 'src/main.ts']

/** Starts an app from source, without pnpm around it; it is killed when it hangs. */
export function startApp(
  app: App,
  args: readonly string[],
  { cwd, env }: AppOptions = {},
): RunningApp {
  const child = spawn(process.execPath, [...FROM_SOURCE, ...args], {
    ...LIMIT,
    cwd: resolve(APPS, app),
    env: { ...process.env, ...env, INIT_CWD: cwd ?? APPS, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text
  })
  const ended = new Promise<AppRun>((onEnd, onError) => {
    child.once('error', onError)
    child.once('close', (exitCode) => onEnd({ exitCode, ...written }))
  })
  return {
    ended,
    kill: (signal) => child.kill(signal),
    said: (pattern) =>
      new Promise((onSaid, onEnd) => {
        const look = (): void => {
          const match = pattern.exec(written.stderr)
          if (match === null) return
          child.stderr.off('data', look)
          onSaid(match)
        }
        child.stderr.on('data', look)
        child.once('close', () => onEnd(new Error(`ended without ${pattern}: ${written.stderr}`)))
        look()
      }),
  }
}

/** Runs an app to its end. */
export function runApp(
  app: App,
  args: readonly string[],
  options: AppOptions = {},
): Promise<AppRun> {
  return startApp(app, args, options).ended
}
