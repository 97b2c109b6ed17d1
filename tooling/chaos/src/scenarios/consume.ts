import { seededRandom } from '@hops-kafka/fault-proxy'
import { checkSent } from '../checker/check-sent.ts'
import { readTopic } from '../checker/read-topic.ts'
import { type ConsumerName, Group } from '../consumers/group.ts'
import { startProducer } from '../producers/clients.ts'
import type { StormContext } from '../storms/storm.ts'
import type { Outcome, Scenario, StormPlace } from './scenario.ts'

/** What troubles a group. */
export interface GroupTrouble extends StormContext {
  readonly group: Group
  readonly groupId: string
  readonly topic: string
}

/** What trouble there was. */
export interface Troubles {
  readonly faults: number
  /** How many records may have been handled twice. */
  readonly mayComeAgain: number
  readonly complaints: readonly string[]
}

/** A group, and what befalls it. */
export interface ConsumePlan {
  readonly about: string
  readonly trouble: (context: GroupTrouble) => Promise<Troubles>
  /** At full size. */
  readonly faults: number
  /** @default 2 */
  readonly members?: number
  /** At full size. @default 40000 */
  readonly records?: number
  /** @default 1000 */
  readonly perSecond?: number
  /** How long the group may take for what is left after the trouble, in ms. @default 60000 */
  readonly restMs?: number
}

/** What one group made of it. */
export interface ConsumeRun extends Troubles {
  readonly stored: number
  readonly handled: number
  readonly redelivered: number
  readonly reordered: number
  readonly seconds: number
}

const PARTITIONS = 6
const KEYS = 8
const CLIENTS: readonly ConsumerName[] = ['hops-kafka', 'confluent-kafka-python']

/** A scenario in which groups of one kind after another meet the same trouble. */
export function consumeScenario(plan: ConsumePlan): Scenario {
  return {
    about: plan.about,
    run: async ({ cluster: open, withPeers, say, ...effort }) => {
      const cluster = await open()
      const clients = withPeers ? CLIENTS : CLIENTS.slice(0, 1)
      const runs: [ConsumerName, ConsumeRun | Error][] = []
      for (const client of clients) {
        const context = { cluster, ...effort }
        const run = await runGroup(plan, client, context).catch((error: Error) => error)
        runs.push([client, run])
        say(`${client}: ${run instanceof Error ? run.message : 'done'}`)
      }
      return { kafkaVersion: cluster.kafkaVersion, ...outcomeOf(runs) }
    },
  }
}

/** Has a group read what is written at the same time, through trouble, and compares. */
export async function runGroup(
  plan: ConsumePlan,
  client: ConsumerName,
  { cluster, size, seed }: StormPlace,
): Promise<ConsumeRun> {
  const { members = 2, records = 40_000, perSecond = 1_000, restMs = 60_000 } = plan
  const startedAt = performance.now()
  const topic = await cluster.newTopic(PARTITIONS)
  const groupId = `chaos-${crypto.randomUUID()}`
  await using group = new Group(client, { access: cluster.faulted, topic, groupId })
  const first = Array.from({ length: members }, () => group.add())
  await Promise.all(first.map(({ joined }) => joined))
  const count = Math.ceil(records * size)
  const feed = feedOf(count, perSecond, { cluster, topic })
  await using feeder = startProducer('confluent-kafka-python', feed)
  const troubles = await plan.trouble({
    cluster,
    group,
    groupId,
    topic,
    random: seededRandom(seed),
    rounds: Math.ceil(plan.faults * size),
    signal: feeder.signal,
  })
  await Promise.all(cluster.proxies.map((proxy) => proxy.calm()))
  await feeder.ended
  const stored = await readTopic(cluster.direct, topic)
  const fed = checkSent(feeder.log, stored)
  if (fed.lost > 0) throw new Error(`the feeder lost records: ${JSON.stringify(fed)}`)
  await group.handledAll(stored.records, restMs)
  await group.close()
  const { log, deaths } = group
  return {
    ...troubles,
    complaints: [...troubles.complaints, ...deaths],
    stored: stored.records.length,
    handled: log.handled,
    redelivered: log.redelivered,
    reordered: log.reordered,
    seconds: (performance.now() - startedAt) / 1000,
  }
}

/** The job of the producer whose records a group reads: confluent's, past the proxies. */
export function feedOf(
  count: number,
  perSecond: number,
  { cluster, topic }: Pick<GroupTrouble, 'cluster' | 'topic'>,
) {
  return {
    access: cluster.direct,
    topic,
    count,
    perSecond,
    keys: KEYS,
    valueBytes: 100,
    idempotent: true,
    sendForMs: 3_600_000,
    deliveryTimeoutMs: 120_000,
    requestTimeoutMs: 30_000,
  }
}

/** What a group did not do as promised. */
export function groupComplaints(run: ConsumeRun | Error): string[] {
  if (run instanceof Error) return [run.message]
  const { stored, handled, redelivered, mayComeAgain, reordered, complaints } = run
  return [
    ...complaints,
    ...(handled < stored ? [`${stored - handled} records were never handled`] : []),
    ...(redelivered > mayComeAgain
      ? [`${redelivered} came again, ${mayComeAgain} at most were not committed`]
      : []),
    ...(reordered > 0 ? [`${reordered} were handled behind a later one`] : []),
  ]
}

function outcomeOf(runs: readonly (readonly [ConsumerName, ConsumeRun | Error])[]): Outcome {
  const complaints = runs.flatMap(([client, run]) =>
    client === 'hops-kafka' ? groupComplaints(run) : [],
  )
  return { table: runs.map(([client, run]) => rowOf(client, run)), complaints }
}

function rowOf(client: ConsumerName, run: ConsumeRun | Error) {
  const complaints = groupComplaints(run)
  // Of a peer nothing is promised, but what became of it is to be seen.
  const first = complaints[0]?.split('\n', 1)[0]?.slice(0, 100) ?? ''
  if (run instanceof Error) return { client, faults: 'it could not be run', complaints: first }
  return {
    client,
    faults: run.faults,
    stored: run.stored,
    'never handled': run.stored - run.handled,
    'handled again': run.redelivered,
    'allowed again': Number.isFinite(run.mayComeAgain) ? run.mayComeAgain : 'any',
    reordered: run.reordered,
    complaints: complaints.length > 1 ? `${complaints.length}: ${first}` : first,
    seconds: run.seconds.toFixed(0),
  }
}
