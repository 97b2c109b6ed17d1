import { holdForAll, pause, pick, rounds, strike, sumOf } from './steps.ts'
import type { Storm, StormContext } from './storm.ts'

/** A record is stored, its acknowledgement swallowed, the connection reset. */
export const lostAcknowledgements: Storm = rounds(250, (context) => strike(context, 'lost-answer'))

/** A record is stored, and the connection half-closed instead of an answer. */
export const halfClosed: Storm = rounds(450, (context) => strike(context, 'half-close'))

/** Answers of all brokers are held for longer than clients wait for them. */
export const stalledAnswers: Storm = rounds(2_500, (context) =>
  holdForAll(context, { stalledAnswers: true }, 3_000),
)

/** Nothing passes for longer than clients wait; what was held arrives afterwards, late. */
export const blackHoles: Storm = rounds(2_500, (context) =>
  holdForAll(context, { blackHole: true }, 3_000),
)

/** All connections are reset and new ones refused for a second. */
export const refused: Storm = rounds(2_000, async (context) => {
  for (const proxy of context.cluster.proxies) proxy.cut('reset')
  await holdForAll(context, { refuse: true }, 1_000)
})

const CUT_POLL_MS = 20

/** Every connection dies 0.5 to 1.5 s after it was opened, until that has happened so many times. */
export const cuts: Storm = async ({ cluster, rounds: wanted, signal }) => {
  const { proxies } = cluster
  const fromMs = Date.now()
  const before = sumOf(proxies, 'resets')
  await Promise.all(proxies.map((proxy) => proxy.set({ cutAfterMs: [500, 1500] })))
  while (sumOf(proxies, 'resets') - before < wanted && !signal.aborted) {
    await pause(CUT_POLL_MS, signal)
  }
  await Promise.all(proxies.map((proxy) => proxy.calm()))
  const toMs = Date.now()
  // Each cut is a fault; they overlap, so it is the end of them all that is looked at.
  return Array.from({ length: sumOf(proxies, 'resets') - before }, () => ({ fromMs, toMs }))
}

/** What a mix is made of, besides what strikes one request. */
const WEATHER: readonly ((context: StormContext) => Promise<void>)[] = [
  (context) => strike(context, 'lost-answer'),
  (context) => strike(context, 'lost-request'),
  (context) => strike(context, 'half-close'),
  async ({ cluster }) => cluster.proxies.forEach((proxy) => void proxy.cut('reset')),
  async ({ cluster, random }) => void pick(cluster.proxies, random).cut('half-close'),
  (context) => holdForAll(context, { refuse: true }, 500),
  (context) => holdForAll(context, { stalledAnswers: true }, 2_500),
  (context) => holdForAll(context, { blackHole: true }, 2_500),
  (context) => holdForAll(context, { latencyMs: 100 }, 1_000),
  (context) => holdForAll(context, { bytesPerSecond: 150_000 }, 1_000),
]

/** One fault of any kind. */
export function anyNetworkFault(context: StormContext): Promise<void> {
  return pick(WEATHER, context.random)(context)
}

/** Faults of all kinds in random order. */
export const mix: Storm = rounds(600, anyNetworkFault)
