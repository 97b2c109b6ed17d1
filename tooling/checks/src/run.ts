import { spawn } from 'node:child_process'
import path from 'node:path'
import { ROOT } from './workspace.ts'

/** How a program ended, and all that it wrote. */
export interface Finished {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Exit code of a child that a signal ended, as shells report it when they cannot tell which. */
const ENDED_BY_SIGNAL = 128

/** Runs turbo on a task of every package, its output streamed to ours. Resolves to its exit code. */
export function runTurbo(args: readonly string[]): Promise<number> {
  const turbo = path.join(ROOT, 'node_modules/.bin/turbo')
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }
  return new Promise((resolve, reject) => {
    const child = spawn(turbo, ['run', ...args], { cwd: ROOT, env, stdio: 'inherit' })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? ENDED_BY_SIGNAL))
  })
}

/** Runs a program to its end and collects what it wrote; a failing one resolves too. */
export function capture(command: string, args: readonly string[], cwd: string): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ exitCode: code ?? ENDED_BY_SIGNAL, stdout, stderr }))
  })
}
