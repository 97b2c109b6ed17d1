import { execFileSync } from 'node:child_process'

/** Whether a program is on the PATH; `args` make it end at once, for example by telling its version. */
export function canRun(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
