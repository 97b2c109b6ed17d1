import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** What a piece of work did to the process. */
export interface Watched {
  /** The longest that the event loop had to wait. */
  readonly blockedMs: number
  readonly cpuMs: number
  /** How far the process's memory grew meanwhile; undefined where nobody looked. */
  readonly grownBytes: number | undefined
}

/** So long may the event loop wait. */
export const MAX_BLOCKED_MS = 50
const TRIES = 3

/** Whether the peak of a process can be told: only Linux forgets the one before. */
export const TELLS_MEMORY = existsSync('/proc/self/clear_refs')

/**
 * {@link watch}, and once more where the event loop waited for too long: what a crowded machine does to a
 * turn it does not do three times, and what the input does to it comes each time.
 */
export async function watchFairly(
  work: () => Promise<unknown>,
  watchesMemory: boolean,
): Promise<Watched> {
  let watched = await watch(work, watchesMemory)
  for (let tries = 1; tries < TRIES && watched.blockedMs >= MAX_BLOCKED_MS; tries++) {
    watched = await watch(work, watchesMemory)
  }
  return watched
}

/**
 * Does the work and watches the event loop meanwhile. A wait counts as far as this process was busy:
 * what others on the machine take is not ours.
 * @param watchesMemory - means something only where nothing else runs in the process
 */
async function watch(work: () => Promise<unknown>, watchesMemory: boolean): Promise<Watched> {
  const memory = watchesMemory && TELLS_MEMORY ? startOfMemory() : undefined
  const started = process.cpuUsage()
  let isDone = false
  const longest = tick(() => isDone)
  try {
    await work()
  } finally {
    isDone = true
  }
  const blockedMs = await longest
  return { blockedMs, cpuMs: milliseconds(process.cpuUsage(started)), grownBytes: memory?.() }
}

/** Starts over with the peak of this process; gives how far it was above the start. */
function startOfMemory(): () => number {
  writeFileSync('/proc/self/clear_refs', '5')
  const before = process.memoryUsage.rss()
  return () => {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    return Math.max(0, Number(peak) * 1024 - before)
  }
}

async function tick(isDone: () => boolean): Promise<number> {
  let longest = 0
  while (!isDone()) {
    const wall = performance.now()
    const cpu = process.cpuUsage()
    await new Promise((resolve) => setImmediate(resolve))
    const busy = Math.min(performance.now() - wall, milliseconds(process.cpuUsage(cpu)))
    longest = Math.max(longest, busy)
  }
  return longest
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000
}
