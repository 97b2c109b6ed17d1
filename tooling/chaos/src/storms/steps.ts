import { setTimeout as sleep } from 'node:timers/promises'
import type { AmbushKind, Conditions, Counts, FaultProxy, Random } from '@hops-kafka/fault-proxy'
import type { FaultWindow, Storm, StormContext } from './storm.ts'

/** Resolves after a time, or at once when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

/** One of a list. */
export function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T
}

/** Does something so many times with pauses in between, and notes when; ends early when nobody is left. */
export function rounds(gapMs: number, act: (context: StormContext) => Promise<void>): Storm {
  return async (context) => {
    const windows: FaultWindow[] = []
    for (let round = 0; round < context.rounds && !context.signal.aborted; round++) {
      await pause(gapMs, context.signal)
      windows.push(await timed(act, context))
    }
    return windows
  }
}

/** The same by the clock: something begins that often, or as soon as what went before is over. */
export function every(periodMs: number, act: (context: StormContext) => Promise<void>): Storm {
  return async (context) => {
    const windows: FaultWindow[] = []
    let nextMs = Date.now()
    for (let round = 0; round < context.rounds && !context.signal.aborted; round++) {
      nextMs += periodMs
      await pause(Math.max(0, nextMs - Date.now()), context.signal)
      windows.push(await timed(act, context))
    }
    return windows
  }
}

async function timed(
  act: (context: StormContext) => Promise<void>,
  context: StormContext,
): Promise<FaultWindow> {
  const fromMs = Date.now()
  await act(context)
  return { fromMs, toMs: Date.now() }
}

/** Has conditions hold on all proxies for a time. */
export async function holdForAll(
  { cluster, signal }: StormContext,
  change: Partial<Conditions>,
  forMs: number,
): Promise<void> {
  await Promise.all(cluster.proxies.map((proxy) => proxy.set(change)))
  await pause(forMs, signal)
  await Promise.all(cluster.proxies.map((proxy) => proxy.calm()))
}

/** Larger than any request without records, and than the flights of a handshake that count as requests. */
const LEAST_PRODUCE_BYTES = 280
const STRIKE_MS = 3_000
const POLL_MS = 5

/** The count of a proxy that goes up when an ambush was fallen into. */
const COUNT_OF = {
  'lost-answer': 'lostAnswers',
  'lost-request': 'lostRequests',
  'half-close': 'halfCloses',
} as const satisfies Readonly<Record<AmbushKind, keyof Counts>>

/** Waits in ambush at one broker after another until a request with records has fallen into it. */
export async function strike(
  { cluster, random, signal }: StormContext,
  kind: AmbushKind,
): Promise<void> {
  while (!signal.aborted) {
    const proxy = pick(cluster.proxies, random)
    if (await strikeAt(proxy, kind, signal)) return
  }
}

async function strikeAt(
  proxy: FaultProxy,
  kind: AmbushKind,
  signal: AbortSignal,
): Promise<boolean> {
  const before = proxy.counts[COUNT_OF[kind]]
  proxy.ambush({ kind, minBytes: LEAST_PRODUCE_BYTES })
  for (const deadline = Date.now() + STRIKE_MS; Date.now() < deadline && !signal.aborted; ) {
    if (proxy.counts[COUNT_OF[kind]] > before) return true
    await pause(POLL_MS, signal)
  }
  await proxy.calm()
  return false
}

/** The sum of a count over all proxies. */
export function sumOf(proxies: readonly FaultProxy[], count: keyof Counts): number {
  return proxies.reduce((sum, proxy) => sum + proxy.counts[count], 0)
}
