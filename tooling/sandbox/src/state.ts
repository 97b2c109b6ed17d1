import { mkdir, rmdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemCode } from './errors.ts'
import { readIfThere, writeFileAtomically, writing } from './files.ts'
import { STATE_FILE, STATE_LOCK } from './layout.ts'

/** Where the shared sandbox's supervisor is to be found. */
export interface SupervisorState {
  readonly pid: number
  /** Its control port, on loopback. */
  readonly port: number
  /** Whoever knows it may give orders; the file is readable by its owner only. */
  readonly token: string
}

const POLL_MS = 20
/** The lock is held for one question to a supervisor; an older one was left by a crash. */
const LOCK_STALE_MS = 10_000

/** The state as it was left; its supervisor may be long dead. */
export async function readState(directory: string): Promise<SupervisorState | undefined> {
  const text = await readIfThere(join(directory, STATE_FILE))
  if (text === undefined) return undefined
  try {
    const { pid, port, token } = JSON.parse(text)
    return typeof port === 'number' && typeof token === 'string' ? { pid, port, token } : undefined
  } catch {
    return undefined
  }
}

/**
 * Makes `mine` the state, unless the supervisor of the present one is alive. Of several that try at
 * once exactly one succeeds.
 */
export async function claimState(
  directory: string,
  mine: SupervisorState,
  isAlive: (other: SupervisorState) => Promise<boolean>,
): Promise<boolean> {
  return await locked(directory, async () => {
    const other = await readState(directory)
    if (other !== undefined && (await isAlive(other))) return false
    await writeFileAtomically(join(directory, STATE_FILE), JSON.stringify(mine))
    return true
  })
}

/** Removes the state, if it is still this supervisor's. */
export async function releaseState(directory: string, { token }: SupervisorState): Promise<void> {
  await locked(directory, async () => {
    const present = await readState(directory)
    if (present?.token === token) await unlink(join(directory, STATE_FILE))
  })
}

async function locked<T>(directory: string, use: () => Promise<T>): Promise<T> {
  const lock = join(directory, STATE_LOCK)
  while (!(await tryLock(lock))) {
    if (await isStale(lock)) await unlock(lock)
    else await sleep(POLL_MS)
  }
  try {
    return await use()
  } finally {
    await unlock(lock)
  }
}

async function tryLock(lock: string): Promise<boolean> {
  return await writing(lock, async () => {
    try {
      await mkdir(lock)
      return true
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false
      throw error
    }
  })
}

async function isStale(lock: string): Promise<boolean> {
  const since = await stat(lock).then(
    ({ mtimeMs }) => mtimeMs,
    // It was given back just now.
    () => Date.now(),
  )
  return Date.now() - since > LOCK_STALE_MS
}

async function unlock(lock: string): Promise<void> {
  // Gone already if another waiter found it stale too.
  await rmdir(lock).catch(() => undefined)
}
