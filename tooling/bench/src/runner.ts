import { performance } from 'node:perf_hooks'

/** What one round of a contender took. */
export interface Cost {
  /** Wall-clock time of all operations together. */
  readonly wallNs: number
  /** Time on a core, user and system together. */
  readonly cpuNs: number
  /** Resident memory of the process right after. */
  readonly rssBytes: number
}

/** One way to do the work. */
export interface Contender {
  readonly name: string
  /** Does the work so often; a contender in another process tells its cost itself. */
  run(operations: number): Promise<Cost | undefined>
  /** Operations of a round: about a tenth of a second of work. */
  readonly operations: number
}

/** A contender whose work is synchronous and in this process. */
export function synchronous(
  name: string,
  operations: number,
  work: (operations: number) => void,
): Contender {
  const run = async (count: number) => {
    work(count)
    return undefined
  }
  return { name, operations, run }
}

/** A contender to be compared with, and how many times its speed is aimed at; without a goal it is reported only. */
export interface Peer extends Contender {
  readonly goal?: number
  /** How many times its processor time ours should at least go into. */
  readonly cpuGoal?: number
}

/** Ours against others at one task. */
export interface Comparison {
  readonly title: string
  readonly ours: Contender
  readonly peers: readonly Peer[]
}

/** What a bench compares, set up and ready. */
export interface Arena {
  readonly comparisons: readonly Comparison[]
  /** Versions of the peers, and which this machine lacks, with the reason. */
  readonly notes: readonly string[]
  close(): Promise<void>
}

/** A bench: one file in `benches/`, named in `benches/index.ts`. */
export interface Bench {
  /** What the figures are about, in a line. */
  readonly about: string
  /** How long to measure. @default {@link FULL_EFFORT} */
  readonly effort?: Effort
  setUp(): Promise<Arena>
}

/** How long to measure. */
export interface Effort {
  readonly rounds: number
  readonly warmUpRounds: number
  /** Factor on each contender's operations; 1 for figures to be quoted. */
  readonly scale: number
}

export const FULL_EFFORT: Effort = { rounds: 15, warmUpRounds: 3, scale: 1 }

/** Middle of the rounds with the extremes beside it. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Figures of one contender. */
export interface Measured {
  readonly name: string
  readonly nsPerOperation: Spread
  readonly cpuNsPerOperation: Spread
  readonly peakRssBytes: number
  /** Our speed over this peer's, round by round; none for ours. */
  readonly ratio?: Spread
  readonly goal?: number
  /** This contender's processor time over ours, round by round; none for ours. */
  readonly cpuRatio?: Spread
  readonly cpuGoal?: number
}

/** Figures of one task, ours first. */
export interface Outcome {
  readonly title: string
  readonly measured: readonly Measured[]
}

/**
 * Measures a task in alternating rounds: within a round every contender works right after the
 * other, so that a busy machine slows all of them, and ratios are taken within a round.
 */
export async function compare(comparison: Comparison, effort: Effort): Promise<Outcome> {
  const contenders: readonly Contender[] = [comparison.ours, ...comparison.peers]
  const costs: Cost[][] = contenders.map(() => [])
  for (let round = -effort.warmUpRounds; round < effort.rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const cost = await measure(contender, effort.scale)
      if (round >= 0) costs[index]?.push(cost)
    }
  }
  const [oursCosts = [], ...peerCosts] = costs
  return {
    title: comparison.title,
    measured: [
      summarise(comparison.ours.name, oursCosts),
      ...comparison.peers.map(({ name, goal, cpuGoal }, index) => {
        const theirs = peerCosts[index] ?? []
        const against = (of: (cost: Cost) => number): Spread =>
          spread(theirs.map((cost, round) => of(cost) / of(oursCosts[round] ?? cost)))
        return {
          ...summarise(name, theirs),
          ratio: against(({ wallNs }) => wallNs),
          ...(goal === undefined ? {} : { goal }),
          ...(cpuGoal === undefined ? {} : { cpuRatio: against(({ cpuNs }) => cpuNs), cpuGoal }),
        }
      }),
    ],
  }
}

/** The median and the extremes; of an even number, the lower of the two in the middle. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number) => sorted[index] ?? Number.NaN
  return { median: at((sorted.length - 1) >> 1), min: at(0), max: at(sorted.length - 1) }
}

/** Cost of one operation. */
async function measure(contender: Contender, scale: number): Promise<Cost> {
  const operations = Math.max(1, Math.round(contender.operations * scale))
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  const told = await contender.run(operations)
  const wallNs = (performance.now() - started) * 1e6
  const { user, system } = process.cpuUsage(cpuBefore)
  const cost = told ?? {
    wallNs,
    cpuNs: (user + system) * 1e3,
    rssBytes: process.memoryUsage.rss(),
  }
  return { ...cost, wallNs: cost.wallNs / operations, cpuNs: cost.cpuNs / operations }
}

function summarise(name: string, costs: readonly Cost[]): Measured {
  return {
    name,
    nsPerOperation: spread(costs.map(({ wallNs }) => wallNs)),
    cpuNsPerOperation: spread(costs.map(({ cpuNs }) => cpuNs)),
    peakRssBytes: Math.max(...costs.map(({ rssBytes }) => rssBytes)),
  }
}
