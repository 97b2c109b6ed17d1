import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere, writeFileAtomically } from '../files.ts'
import { commandLineOf, isAlive } from '../process-info.ts'

const PID_FILE = 'broker.pid'
const GONE_MS = 10_000

/** The JVM flag that tells a broker of ours, in this folder, from a stranger with the same process id. */
export function folderMark(folder: string): string {
  return `-Dhops.sandbox=${folder}`
}

/** Notes the broker's process id, for a next start after a crash that left the broker behind. */
export async function notePid(folder: string, pid: number): Promise<void> {
  await writeFileAtomically(join(folder, PID_FILE), `${pid}\n`)
}

/** Ends a broker that a crashed sandbox left behind in this folder; it would still hold the data. */
export async function killStaleBroker(folder: string): Promise<void> {
  const pid = Number(await readIfThere(join(folder, PID_FILE)))
  if (!(pid > 1) || !(await commandLineOf(pid)).includes(folderMark(folder))) return
  process.kill(pid, 'SIGKILL')
  const deadline = Date.now() + GONE_MS
  while (isAlive(pid) && Date.now() < deadline) await sleep(20)
}
