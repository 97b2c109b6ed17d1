import { seededRandom } from '@hops-kafka/fault-proxy'
import { checkSent, type SentVerdict, type StoredTopic } from '../checker/check-sent.ts'
import { readTopic } from '../checker/read-topic.ts'
import { SendLog } from '../checker/send-log.ts'
import { type ConsumerName, Group } from '../consumers/group.ts'
import { startProducer } from '../producers/clients.ts'
import { pause, pick } from '../storms/steps.ts'
import { feedOf } from './consume.ts'
import type { Outcome, Scenario, StormPlace } from './scenario.ts'

const CLIENTS: readonly ConsumerName[] = ['hops-kafka', 'confluent-kafka-python']
const PARTITIONS = 6
const RECORDS = 500_000
const PER_SECOND = 4_000
const LASTING_MEMBERS = 2
const GUEST_MS = 5_000
const REST_MS = 120_000

/** What has come through one topic of a chain. */
type Level = Pick<SentVerdict, 'lost' | 'duplicate' | 'reordered' | 'foreign'>

interface ChainRun {
  readonly levels: readonly Level[]
  readonly guests: number
  /** Records of the last topic that the last group has not handled. */
  readonly unhandled: number
  readonly deaths: readonly string[]
  readonly seconds: number
}

/** Three groups in a row, the first two sending on what they read, while members come and go. */
export const chain: Scenario = {
  about: '500,000 records go through three groups in a row while members join and leave every 5 s',
  run: async ({ cluster: open, withPeers, say, ...effort }) => {
    const cluster = await open()
    const clients = withPeers ? CLIENTS : CLIENTS.slice(0, 1)
    const runs: [ConsumerName, ChainRun | Error][] = []
    for (const client of clients) {
      const context = { cluster, ...effort }
      const run = await runChain(client, context).catch((error: Error) => error)
      runs.push([client, run])
      say(`${client}: ${run instanceof Error ? run.message : 'done'}`)
    }
    return { kafkaVersion: cluster.kafkaVersion, ...outcomeOf(runs) }
  },
}

/** Sends records through a chain. @param size - 1 is 500,000 of them */
export async function runChain(client: ConsumerName, context: StormPlace): Promise<ChainRun> {
  const topics = await Promise.all([0, 1, 2].map(() => context.cluster.newTopic(PARTITIONS)))
  const groups = topics.map((topic, level) => {
    const groupId = `chaos-${crypto.randomUUID()}`
    const next = topics[level + 1]
    const job = { access: context.cluster.faulted, topic, groupId }
    return new Group(client, next === undefined ? job : { ...job, sendOnTo: next })
  })
  try {
    return await sendThrough(groups, topics, context)
  } finally {
    await Promise.all(groups.map((group) => group.close()))
  }
}

async function sendThrough(
  groups: readonly Group[],
  topics: readonly string[],
  { cluster, size, seed }: StormPlace,
): Promise<ChainRun> {
  const startedAt = performance.now()
  const count = Math.ceil(RECORDS * size)
  const members = groups.flatMap((group) =>
    Array.from({ length: LASTING_MEMBERS }, () => group.add()),
  )
  await Promise.all(members.map(({ joined }) => joined))
  const feed = feedOf(count, PER_SECOND, { cluster, topic: topics[0] as string })
  await using feeder = startProducer('confluent-kafka-python', feed)
  const guests = await comeAndGo(groups, feeder.signal, seed)
  await feeder.ended
  const stored: StoredTopic[] = []
  for (const [level, group] of groups.entries()) {
    const found = await readTopic(cluster.direct, topics[level] as string)
    stored.push(found)
    await group.handledAll(found.records, REST_MS)
    await group.close()
  }
  const last = groups.at(-1) as Group
  const expected = all(count)
  return {
    levels: stored.map((found) => checkSent(expected, found)),
    guests,
    unhandled: (stored.at(-1)?.records ?? []).filter((at) => !last.log.has(at.partition, at.offset))
      .length,
    deaths: groups.flatMap(({ deaths }) => deaths),
    seconds: (performance.now() - startedAt) / 1000,
  }
}

/** Until the feeder has ended, a guest joins one of the groups and leaves it again. @returns how many there were */
async function comeAndGo(
  groups: readonly Group[],
  signal: AbortSignal,
  seed: number,
): Promise<number> {
  const random = seededRandom(seed)
  let guests = 0
  while (!signal.aborted) {
    const guest = pick(groups, random).add()
    guests += 1
    await guest.joined
    await pause(GUEST_MS, signal)
    await guest.leave()
  }
  return guests
}

/** A log by which each record ought to be in a topic, wherever. */
function all(count: number): SendLog {
  const log = new SendLog(count)
  for (let id = 0; id < count; id++) log.acked(id, { partition: -1, offset: -1, atMs: 0 })
  return log
}

/** What a chain did not do as promised. */
export function chainComplaints(run: ChainRun | Error): string[] {
  if (run instanceof Error) return [run.message]
  const { levels, unhandled, deaths } = run
  return [
    ...deaths,
    ...levels.flatMap(({ lost, reordered, foreign }, level) =>
      lost + reordered + foreign === 0
        ? []
        : [`topic ${level + 1}: ${lost} lost, ${reordered} reordered, ${foreign} foreign`],
    ),
    ...(unhandled === 0 ? [] : [`the last group did not handle ${unhandled} records`]),
  ]
}

function outcomeOf(runs: readonly (readonly [ConsumerName, ChainRun | Error])[]): Outcome {
  const ours = runs.filter(([client]) => client === 'hops-kafka')
  return {
    table: runs.map(([client, run]) => rowOf(client, run)),
    complaints: ours.flatMap(([, run]) => chainComplaints(run)),
  }
}

function rowOf(client: ConsumerName, run: ChainRun | Error) {
  if (run instanceof Error) {
    return { client, 'members that came and went': 'it could not be run' }
  }
  return {
    client,
    'members that came and went': run.guests,
    'lost in 1, 2, 3': run.levels.map(({ lost }) => lost).join(', '),
    'doubled in 1, 2, 3': run.levels.map(({ duplicate }) => duplicate).join(', '),
    'reordered in 1, 2, 3': run.levels.map(({ reordered }) => reordered).join(', '),
    'never handled': run.unhandled,
    'members that died': run.deaths.length,
    seconds: run.seconds.toFixed(0),
  }
}
