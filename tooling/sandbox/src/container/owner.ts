import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { isAlive } from '../process-info.ts'
import { runProgram } from '../run-program.ts'

/** Who a container belongs to: a process, told apart from a later one with the same id. */
export interface Owner {
  /** A machine, or a container whose process ids are its own: elsewhere the id means nothing. */
  readonly place: string
  /** One life of the machine. */
  readonly boot: string
  readonly pid: number
  /** When the process began, as the system tells it. */
  readonly since: string
}

/** This process. */
export async function thisOwner(): Promise<Owner> {
  return { place: place(), boot: boot(), pid: process.pid, since: await beginningOf(process.pid) }
}

/** Whether an owner is certainly gone; false for one of another place, which cannot be looked at. */
export async function isGone(owner: Owner): Promise<boolean> {
  if (owner.place !== place()) return false
  if (owner.boot !== boot() || !isAlive(owner.pid)) return true
  return (await beginningOf(owner.pid)) !== owner.since
}

/** An owner as a label says it. */
export function ownerText({ place, boot, pid, since }: Owner): string {
  return JSON.stringify([place, boot, pid, since])
}

/** The owner that {@link ownerText} wrote; undefined for another text. */
export function parseOwner(text: string): Owner | undefined {
  try {
    const [where, life, pid, since] = JSON.parse(text)
    const whole = [where, life, since].every((part) => typeof part === 'string')
    return whole && pid > 1 ? { place: where, boot: life, pid, since } : undefined
  } catch {
    return undefined
  }
}

/** Names this place without telling what it is called. */
export function place(): string {
  const names = `${hostname()} ${attempt(() => readlinkSync('/proc/self/ns/pid'))}`
  return createHash('sha256').update(names).digest('hex').slice(0, 16)
}

function boot(): string {
  return attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
}

async function beginningOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The 22nd field; the second, a name in brackets, may hold spaces.
  if (stat !== undefined) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  const args = ['-o', 'lstart=', '-p', String(pid)]
  const result = await runProgram('ps', args, { silenceMs: 5000 }).catch(() => undefined)
  return result?.output.trim() ?? ''
}

/** macOS has no /proc. */
function attempt(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
