import { readFile } from 'node:fs/promises'
import { runProgram } from './run-program.ts'

/** Whether a process of this user has the id. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The command line of a process, its words apart by spaces; empty if it is gone or cannot be told. */
export async function commandLineOf(pid: number): Promise<string> {
  if (!isAlive(pid)) return ''
  // First, since slim containers have no ps; macOS has no /proc.
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  if (words !== undefined) return words.replaceAll('\0', ' ')
  const args = ['-ww', '-o', 'args=', '-p', String(pid)]
  const result = await runProgram('ps', args, { silenceMs: 5000 }).catch(() => undefined)
  return result?.output ?? ''
}
