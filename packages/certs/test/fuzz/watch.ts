/** What a piece of work did to the process. */
export interface Watched {
  /** The longest that the event loop had to wait. */
  readonly blockedMs: number
  readonly cpuMs: number
}

/**
 * Does the work and watches the event loop meanwhile. A wait counts as far as this process was busy:
 * what others on the machine take is not ours.
 */
export async function watch(work: () => Promise<unknown>): Promise<Watched> {
  const started = process.cpuUsage()
  let isDone = false
  const longest = tick(() => isDone)
  try {
    await work()
  } finally {
    isDone = true
  }
  return { blockedMs: await longest, cpuMs: milliseconds(process.cpuUsage(started)) }
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
