import { startBroker } from '../produce/broker.ts'
import { type Client, type ClientSearch, startClient } from '../produce/client-process.ts'
import { javaTool } from '../produce/java-tool.ts'
import type { Order } from '../produce/setting.ts'
import type { Arena, Bench, Comparison, Peer } from '../runner.ts'

/** The guide's record, eight keys: what the goals are for. */
const GUIDE = { keys: 8, idLength: 0 }
const MANY_KEYS = { keys: 100_000, idLength: 0 }
const LARGE = { keys: 8, idLength: 1_000 }
/** About a second of work each. */
const OURS = 800_000
const ACCUMULATED = 50_000
const PLATFORMATIC = 100_000
const CONFLUENT = 60_000
const JAVA = 1_000_000
const LARGE_RECORDS = 50_000
const AWAITED = 500

/** Records into a real Kafka: mTLS, acks=all, idempotent, Avro encoded by the client. */
export const produce: Bench = {
  about: 'the guide’s record into a real Kafka on this machine: mutual TLS, acks=all, idempotent',
  effort: { rounds: 3, warmUpRounds: 1, scale: 1 },
  async setUp(): Promise<Arena> {
    const { sandbox, setting, note } = await startBroker()
    const [ours, kafkajs, platformatic, confluent, java] = await Promise.all([
      startClient('ours-client.ts', setting),
      startClient('kafkajs-client.ts', setting),
      startClient('platformatic-client.ts', setting),
      startClient('confluent_client.py', setting),
      javaTool(setting, JAVA),
    ])
    const left = { platformatic, confluent, java }
    const missing = Object.values(left).flatMap((peer) => ('missing' in peer ? [peer.missing] : []))
    return {
      comparisons: comparisonsOf(there(ours), there(kafkajs), left),
      notes: [note, ...missing.map((why) => `left out: ${why}`)],
      async close() {
        for (const client of [ours, kafkajs, platformatic, confluent, java]) {
          if ('close' in client) await client.close()
        }
        await sandbox.stop()
      },
    }
  },
}

interface Peers {
  readonly platformatic: ClientSearch
  readonly confluent: ClientSearch
  readonly java: Awaited<ReturnType<typeof javaTool>>
}

function comparisonsOf(ours: Client, kafkajs: Client, peers: Peers): readonly Comparison[] {
  const accumulator = (goals: Partial<Peer>, records = GUIDE): Peer => ({
    ...kafkajs.contender('KafkaJS, accumulator', order('accumulator', ACCUMULATED, records)),
    ...goals,
  })
  const java: Peer[] = 'missing' in peers.java ? [] : [{ ...peers.java.contender, goal: 1.5 }]
  const handles = ours.contender('ours', order('handle', OURS))
  return [
    {
      title: 'handle per record',
      ours: handles,
      peers: [
        accumulator({ goal: 10, cpuGoal: 10 }),
        kafkajs.contender('KafkaJS, bare batches', order('bare', ACCUMULATED)),
        ...others(peers, GUIDE, { platformatic: 4, confluent: 6 }),
        ...java,
      ],
    },
    {
      title: 'callback per record',
      ours: ours.contender('ours', order('callback', OURS)),
      peers: [accumulator({ goal: 10, cpuGoal: 10 })],
    },
    {
      title: 'promise per record',
      ours: ours.contender('ours', order('promise', OURS / 2)),
      peers: [accumulator({ goal: 6, cpuGoal: 6 })],
    },
    {
      title: 'cost of idempotence',
      ours: handles,
      // It may cost a tenth of the processor time.
      peers: [
        { ...ours.contender('ours without', order('not idempotent', OURS)), cpuGoal: 1 / 1.1 },
      ],
    },
    {
      title: '100,000 keys',
      ours: ours.contender('ours', order('handle', OURS / 2, MANY_KEYS)),
      peers: [accumulator({}, MANY_KEYS), ...others(peers, MANY_KEYS, {})],
    },
    {
      title: 'records of 1 KB',
      ours: ours.contender('ours', order('handle', LARGE_RECORDS, LARGE)),
      peers: [accumulator({}, LARGE), ...others(peers, LARGE, {})],
    },
    ...quietComparisons(ours, kafkajs, peers),
  ]
}

/** What is not about rates. */
function quietComparisons(ours: Client, kafkajs: Client, peers: Peers): readonly Comparison[] {
  const awaited = order('awaited', AWAITED)
  return [
    {
      title: 'one awaited record, p50',
      ours: ours.contender('ours', awaited),
      peers: [
        { ...kafkajs.contender('KafkaJS', awaited), goal: 1 },
        ...optional(peers.platformatic, '@platformatic/kafka', awaited),
        ...optional(peers.confluent, 'confluent-kafka-python', awaited),
      ],
    },
    {
      title: 'idle, per ms',
      ours: ours.contender('ours, four producers', order('idle', 1_000)),
      peers: [kafkajs.contender('KafkaJS', order('idle', 1_000))],
    },
    {
      title: 'time to close',
      ours: ours.contender('ours', order('close', 1)),
      peers: [kafkajs.contender('KafkaJS', order('close', 1))],
    },
  ]
}

function order(task: string, operations: number, records = GUIDE): Order {
  return { task, operations, ...records }
}

function others(
  { platformatic, confluent }: Peers,
  records: typeof GUIDE,
  goals: { readonly platformatic?: number; readonly confluent?: number },
): Peer[] {
  const batches = order('batches', PLATFORMATIC, records)
  const stream = order('stream', CONFLUENT, records)
  return [
    ...optional(platformatic, '@platformatic/kafka, not idempotent', batches, goals.platformatic),
    ...optional(confluent, 'confluent-kafka-python', stream, goals.confluent),
  ]
}

function optional(client: ClientSearch, name: string, given: Order, goal?: number): Peer[] {
  if ('missing' in client) return []
  return [{ ...client.contender(name, given), ...(goal === undefined ? {} : { goal }) }]
}

function there(client: ClientSearch): Client {
  if ('missing' in client) throw new Error(client.missing)
  return client
}
