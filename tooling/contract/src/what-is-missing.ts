import { execFileSync } from 'node:child_process'

/** Why a suite that needs these programs cannot run here, to go behind its name; CI must have them. */
export function whatIsMissing(...programs: readonly (readonly [string, ...string[]])[]): string {
  const missing = programs.filter(([program, ...args]) => !canRun(program, args))
  if (missing.length === 0) return ''
  const names = missing.map(([program]) => program).join(', ')
  if (process.env['CI'] === 'true') throw new Error(`CI must have ${names}`)
  return ` (skipped: no ${names} on PATH)`
}

function canRun(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
