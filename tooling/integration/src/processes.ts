import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Ids of the processes whose command line, arguments joined by spaces, fits; as Linux lists them in /proc. */
export function findProcesses(commandLine: RegExp): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => commandLine.test(commandLineOf(pid)))
}

/** Whether a process is there; one that has ended but was not waited for counts as gone. */
export function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && commandLineOf(pid) !== ''
}

/** Empty for a process that has ended, also while it was being looked at. */
function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}
