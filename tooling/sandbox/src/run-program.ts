import { spawn } from 'node:child_process'
import { startGuard } from './process-guard.ts'

/** How a program ended and what it said. */
export interface ProgramResult {
  readonly exitCode: number | null
  readonly output: string
}

/** What to run, and how long it may be silent. */
export interface ProgramOptions {
  /** Called for each line of both outputs. */
  readonly onLine?: (line: string) => void
  /** The program is killed when it says nothing for so long. */
  readonly silenceMs: number
  /** @default the folder of this process */
  readonly cwd?: string
}

/**
 * Runs a program to its end with nothing on its input. It ends with this process at the latest, and
 * so do its children: `mvn` is a shell script that starts a JVM.
 *
 * @throws the system's error (`ENOENT`, `EACCES`) when it cannot be started
 */
export function runProgram(
  command: string,
  args: readonly string[],
  { onLine, silenceMs, cwd }: ProgramOptions,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const guard = startGuard()
    const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    guard.watch(child.pid)
    child.once('exit', guard.release)
    const silence = setTimeout(() => killGroup(child.pid), silenceMs)
    let output = ''
    let line = ''
    const take = (chunk: string): void => {
      silence.refresh()
      output += chunk
      const lines = (line + chunk).split('\n')
      line = lines.pop() ?? ''
      for (const complete of lines) onLine?.(complete)
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.once('error', (error) => {
      guard.release()
      clearTimeout(silence)
      reject(error)
    })
    child.once('close', (exitCode) => {
      clearTimeout(silence)
      resolve({ exitCode, output })
    })
  })
}

function killGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}
