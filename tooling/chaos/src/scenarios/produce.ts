import { seededRandom } from '@hops-kafka/fault-proxy'
import { checkSent, isClean, type SentVerdict } from '../checker/check-sent.ts'
import { readTopic } from '../checker/read-topic.ts'
import { slowestRecovery } from '../checker/recovery.ts'
import type { SendLog } from '../checker/send-log.ts'
import { type ProducerName, type RunningProducer, startProducer } from '../producers/clients.ts'
import type { Storm } from '../storms/storm.ts'
import type { Effort, Outcome, Scenario, StormPlace } from './scenario.ts'

/** A load, and what befalls it. */
export interface ProducePlan {
  readonly about: string
  readonly storm: Storm
  /** Faults at full size. */
  readonly faults: number
  /** Records at full size. @default 100000 */
  readonly records?: number
  /** @default 4000 */
  readonly perSecond?: number
  /** Within how long after a fault each partition has to acknowledge again, in ms. @default 5000 */
  readonly recoveryMs?: number
  /** All clients meet one storm at the same time, ours keyed and idempotent only; otherwise each one after another. */
  readonly together?: boolean
}

/** One client in one way of use. */
export interface Contender {
  readonly client: ProducerName
  readonly keyed: boolean
  readonly idempotent: boolean
}

/** Ours in every way. */
const OURS: readonly Contender[] = [
  { client: 'hops-kafka', keyed: true, idempotent: true },
  { client: 'hops-kafka', keyed: false, idempotent: true },
  { client: 'hops-kafka', keyed: true, idempotent: false },
]

const PEERS: readonly Contender[] = [
  { client: 'KafkaJS', keyed: true, idempotent: true },
  { client: 'confluent-kafka-python', keyed: true, idempotent: true },
]

const PARTITIONS = 6
const KEYS = 8
const VALUE_BYTES = 300
/** Less than a stall takes, so that every client has to act. */
const REQUEST_TIMEOUT_MS = 2_000
const DELIVERY_TIMEOUT_MS = 120_000
/** How much slower than the pace a client may be before it is stopped. */
const SLOWNESS = 1.2
/** The part of the load that comes before the first fault. */
const CALM_PART = 0.03

/** What one client made of a storm. */
export interface ProduceRun {
  readonly verdict: SentVerdict
  /** Faults that there were. */
  readonly faults: number
  /** @see slowestRecovery */
  readonly recoveryMs: number | undefined
  readonly seconds: number
  /** Why records failed, and how many for each reason. */
  readonly reasons: ReadonlyMap<string, number>
  /** How its process failed: it died, or hung until it was killed. */
  readonly death: string | undefined
}

/** A scenario in which producers of one kind after another meet the same storm. */
export function produceScenario(plan: ProducePlan): Scenario {
  return {
    about: plan.about,
    run: async ({ cluster: open, say, ...effort }) => {
      const cluster = await open()
      const results: [Contender, ProduceRun | Error][] = []
      for (const heat of heatsOf(plan, effort)) {
        const context = { cluster, ...effort }
        const runs = await runProducers(plan, heat, context).catch((error: Error) => error)
        for (const [index, contender] of heat.entries()) {
          const result = runs instanceof Error ? runs : (runs[index] as ProduceRun)
          say(`${nameOf(contender)}: ${JSON.stringify(rowOf(contender, result))}`)
          results.push([contender, result])
        }
      }
      return { kafkaVersion: cluster.kafkaVersion, ...outcomeOf(plan, results) }
    },
  }
}

/** Those who run at the same time. */
function heatsOf({ together }: ProducePlan, { withPeers }: Effort): Contender[][] {
  const peers = withPeers ? PEERS : []
  return together ? [[...OURS.slice(0, 1), ...peers]] : [...OURS, ...peers].map((one) => [one])
}

/** Has producers send at the same time through one storm, and reads what has become of it. */
export async function runProducers(
  plan: ProducePlan,
  contenders: readonly Contender[],
  context: StormPlace,
): Promise<ProduceRun[]> {
  const count = Math.ceil((plan.records ?? 100_000) * context.size)
  const running = await Promise.all(
    contenders.map(async (contender) => {
      const topic = await context.cluster.newTopic(PARTITIONS)
      const job = { ...jobOf(plan, contender, count), access: context.cluster.faulted, topic }
      return { topic, producer: startProducer(contender.client, job) }
    }),
  )
  try {
    return await sendThrough(plan, running, context)
  } finally {
    await Promise.all(running.map(({ producer }) => producer[Symbol.asyncDispose]()))
  }
}

interface Running {
  readonly topic: string
  readonly producer: RunningProducer
}

async function sendThrough(
  plan: ProducePlan,
  running: readonly Running[],
  { cluster, size, seed }: StormPlace,
): Promise<ProduceRun[]> {
  const startedAt = performance.now()
  const producers = running.map(({ producer }) => producer)
  const calm = (log: SendLog): number => log.count * CALM_PART
  await Promise.all(producers.map((producer) => producer.acknowledged(calm(producer.log))))
  const windows = await plan.storm({
    cluster,
    random: seededRandom(seed),
    rounds: Math.ceil(plan.faults * size),
    signal: abortedByAll(producers.map(({ signal }) => signal)),
  })
  await Promise.all(cluster.proxies.map((proxy) => proxy.calm()))
  const endings = await Promise.allSettled(producers.map(({ ended }) => ended))
  const seconds = (performance.now() - startedAt) / 1000
  return await Promise.all(
    running.map(async ({ topic, producer: { log } }, index) => ({
      verdict: checkSent(log, await readTopic(cluster.direct, topic)),
      faults: windows.length,
      recoveryMs: slowestRecovery(log, windows),
      seconds,
      reasons: log.reasons,
      death: deathOf(endings[index]),
    })),
  )
}

function deathOf(ending: PromiseSettledResult<void> | undefined): string | undefined {
  return ending?.status === 'rejected' ? String(ending.reason.message) : undefined
}

/** Aborted when the last of these is: one client that gives up does not spare the others. */
function abortedByAll(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController()
  const look = (): void => {
    if (signals.every(({ aborted }) => aborted)) all.abort()
  }
  for (const signal of signals) signal.addEventListener('abort', look, { once: true })
  look()
  return all.signal
}

function jobOf(
  { perSecond = 4_000 }: ProducePlan,
  { keyed, idempotent }: Contender,
  count: number,
) {
  return {
    count,
    perSecond,
    idempotent,
    sendForMs: 10_000 + (count * 1_000 * SLOWNESS) / perSecond,
    keys: keyed ? KEYS : 0,
    valueBytes: VALUE_BYTES,
    deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  }
}

function outcomeOf(
  plan: ProducePlan,
  results: readonly (readonly [Contender, ProduceRun | Error])[],
): Outcome {
  const complaints = results.flatMap(([contender, run]) =>
    contender.client === 'hops-kafka'
      ? complaintsOf(plan, contender, run).map((text) => `${nameOf(contender)}: ${text}`)
      : [],
  )
  return { table: results.map(([contender, run]) => rowOf(contender, run)), complaints }
}

/** What our own producer did not do as promised. */
export function complaintsOf(
  { recoveryMs: limitMs = 5_000 }: ProducePlan,
  { idempotent }: Contender,
  run: ProduceRun | Error,
): string[] {
  if (run instanceof Error) return [run.message]
  const { verdict, recoveryMs = 0, death } = run
  // Without idempotence a lost acknowledgement means a second copy, and only that.
  const promised = idempotent ? verdict : { ...verdict, duplicate: 0, misplaced: 0 }
  return [
    ...(death === undefined ? [] : [death]),
    ...(isClean(promised) ? [] : [JSON.stringify(verdict)]),
    ...(recoveryMs > limitMs ? [`a partition was silent for ${recoveryMs} ms after a fault`] : []),
  ]
}

function nameOf({ client, keyed, idempotent }: Contender): string {
  return `${client}, ${keyed ? 'keyed' : 'keyless'}, ${idempotent ? 'idempotent' : 'at least once'}`
}

function rowOf({ client, keyed, idempotent }: Contender, run: ProduceRun | Error) {
  const name = {
    client,
    keys: keyed ? String(KEYS) : 'none',
    idempotent: idempotent ? 'yes' : 'no',
  }
  if (run instanceof Error) return { ...name, faults: 'it could not be run' }
  const { verdict, faults, recoveryMs, seconds, death } = run
  return {
    ...name,
    faults,
    acked: verdict.acked,
    lost: verdict.lost + verdict.unseen,
    duplicate: verdict.duplicate,
    reordered: verdict.reordered,
    unsent: verdict.unsent,
    failed: verdict.failed + verdict.pending,
    'of these stored': verdict.storedUnacked,
    'back after ms': recoveryMs === undefined ? '-' : Math.round(recoveryMs),
    seconds: seconds.toFixed(0),
    ended: death === undefined ? 'by itself' : 'died, or hung and was killed',
  }
}
