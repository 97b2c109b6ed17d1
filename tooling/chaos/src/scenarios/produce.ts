import { seededRandom } from '@hops-kafka/fault-proxy'
import { checkSent, isClean, type SentVerdict } from '../checker/check-sent.ts'
import { readTopic } from '../checker/read-topic.ts'
import { slowestRecovery } from '../checker/recovery.ts'
import { type ProducerName, startProducer } from '../producers/clients.ts'
import type { Storm } from '../storms/storm.ts'
import type { Outcome, Scenario, ScenarioContext } from './scenario.ts'

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
  /** Who meets it. @default ours in every way, and the peers */
  readonly contenders?: readonly Contender[]
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
}

/** A scenario in which producers of one kind after another meet the same storm. */
export function produceScenario(plan: ProducePlan): Scenario {
  return {
    about: plan.about,
    run: async (context) => {
      const results: [Contender, ProduceRun | Error][] = []
      const { contenders = context.withPeers ? [...OURS, ...PEERS] : OURS } = plan
      for (const contender of contenders) {
        const runs = await runProducers(plan, [contender], context).catch((error: Error) => error)
        const result = runs instanceof Error ? runs : (runs[0] as ProduceRun)
        context.say(`${nameOf(contender)}: ${JSON.stringify(rowOf(contender, result))}`)
        results.push([contender, result])
      }
      return outcomeOf(plan, results)
    },
  }
}

/** Has producers send at the same time through one storm, and reads what has become of it. */
export async function runProducers(
  plan: ProducePlan,
  contenders: readonly Contender[],
  { cluster, size, seed }: Omit<ScenarioContext, 'say' | 'withPeers'>,
): Promise<ProduceRun[]> {
  const count = Math.ceil((plan.records ?? 100_000) * size)
  const startedAt = performance.now()
  const running = await Promise.all(
    contenders.map(async (contender) => {
      const topic = await cluster.newTopic(PARTITIONS)
      const job = { ...jobOf(plan, contender, count), access: cluster.faulted, topic }
      return { topic, producer: startProducer(contender.client, job) }
    }),
  )
  const producers = running.map(({ producer }) => producer)
  await Promise.all(producers.map((producer) => producer.acknowledged(count * CALM_PART)))
  const windows = await plan.storm({
    cluster,
    random: seededRandom(seed),
    rounds: Math.ceil(plan.faults * size),
    signal: AbortSignal.any(producers.map(({ signal }) => signal)),
  })
  await Promise.all(cluster.proxies.map((proxy) => proxy.calm()))
  await Promise.all(producers.map(({ ended }) => ended))
  const seconds = (performance.now() - startedAt) / 1000
  return await Promise.all(
    running.map(async ({ topic, producer: { log } }) => ({
      verdict: checkSent(log, await readTopic(cluster.direct, topic)),
      faults: windows.length,
      recoveryMs: slowestRecovery(log, windows),
      seconds,
      reasons: log.reasons,
    })),
  )
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
  const { verdict, recoveryMs = 0 } = run
  // Without idempotence a lost acknowledgement means a second copy, and only that.
  const promised = idempotent ? verdict : { ...verdict, duplicate: 0, misplaced: 0 }
  return [
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
  if (run instanceof Error) return { ...name, faults: 'its process died', acked: '' }
  const { verdict, faults, recoveryMs, seconds } = run
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
  }
}
