import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { canRun } from './can-run.ts'

const WORKSPACE = resolve(import.meta.dirname, '../../..')

/** A command that runs in a pseudo-terminal of its own. */
export interface Terminal extends AsyncDisposable {
  /** All that the terminal has shown, carriage returns and escape sequences included. */
  readonly output: string
  /** Resolves with the first match once the terminal has shown it; rejects when the command ends without it. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>
  /** Types into the terminal; `\u0003` is Ctrl-C. */
  type(keys: string): void
  /** The command's exit code. */
  readonly exitCode: Promise<number | null>
}

/** Whether util-linux's `script`, which makes the pseudo-terminal, is there. */
export function findScript(): { readonly missing: string } | undefined {
  return canRun('script', '--version') ? undefined : { missing: 'no script command (util-linux)' }
}

/**
 * Runs a shell command in a pseudo-terminal, in the workspace's root or in a folder below it. `$PNPM` in it is this
 * workspace's pnpm. The shell stands in for the user's, which survives a Ctrl-C as this one does not: begin with `exec`
 * where the exit code matters.
 */
export function openTerminal(command: string, folder = ''): Terminal {
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: resolve(WORKSPACE, folder),
    env: { ...process.env, PNPM: pnpmCommand(), SHELL: '/bin/sh', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  return new ScriptTerminal(child)
}

/** pnpm as it was started; `npm_execpath` is a JavaScript file or a program. */
function pnpmCommand(): string {
  const path = process.env['npm_execpath'] ?? 'pnpm'
  return /\.c?js$/.test(path) ? `${process.execPath} ${path}` : path
}

class ScriptTerminal implements Terminal {
  output = ''
  readonly exitCode: Promise<number | null>
  readonly #child: ChildProcess
  readonly #watchers = new Set<() => void>()
  #ended = false

  constructor(child: ChildProcess) {
    this.#child = child
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text
      this.#notify()
    })
    this.exitCode = new Promise((onExit, onError) => {
      child.once('error', onError)
      child.once('close', (code) => {
        this.#ended = true
        this.#notify()
        onExit(code)
      })
    })
  }

  waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((onMatch, onEnd) => {
      const look = (): void => {
        const match = pattern.exec(this.output)
        if (match === null && !this.#ended) return
        this.#watchers.delete(look)
        if (match !== null) onMatch(match)
        else onEnd(new Error(`the command ended without ${pattern}:\n${this.output}`))
      }
      this.#watchers.add(look)
      look()
    })
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended && this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL')
    await this.exitCode
  }

  #notify(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }
}
