import { AvroCodec } from '@hops-kafka/avro-codec'
import { createProducer } from '@hops-kafka/kafka-client'
import { javaTool } from '../consume/java-tool.ts'
import { startBroker } from '../produce/broker.ts'
import { type Client, type ClientSearch, startClient } from '../produce/client-process.ts'
import { type Order, type Reading, recordsOf, type Setting } from '../produce/setting.ts'
import type { Arena, Bench, Comparison, Peer } from '../runner.ts'

/** What lies in the topics; a round reads as much of it as takes about a second. */
const GUIDE_RECORDS = 1_000_000
const LARGE_RECORDS = 100_000
const LARGE_ID = 1_000
const KAFKAJS = 200_000
const KAFKAJS_SINGLE = 100_000
/** It fetches far more than it is asked for: fewer would be those that it has at hand. */
const PLATFORMATIC = 500_000
const CONFLUENT = 50_000
const JAVA = 1_000_000

/** Records out of a real Kafka: mTLS, a group, commits on, Avro decoded, CRC checked by ours. */
export const consume: Bench = {
  about: 'the guide’s record out of a real Kafka on this machine: mutual TLS, commits on, decoded',
  effort: { rounds: 3, warmUpRounds: 1, scale: 1 },
  async setUp(): Promise<Arena> {
    const { sandbox, setting, note } = await startBroker()
    await fill(setting, { idLength: 0, records: GUIDE_RECORDS })
    await sandbox.createTopic(`${setting.topic}-large`, { partitions: setting.partitions })
    await fill(setting, { idLength: LARGE_ID, records: LARGE_RECORDS })
    const start = (program: string) => startClient(`../consume/${program}`, setting)
    const [ours, kafkajs, platformatic, confluent, java] = await Promise.all([
      start('ours-consumer.ts'),
      start('kafkajs-consumer.ts'),
      start('platformatic-consumer.ts'),
      start('confluent_consumer.py'),
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
  const eachBatch = order('eachBatch', KAFKAJS)
  const toBeat = (goal: number): Peer => ({
    ...kafkajs.contender('KafkaJS eachBatch', eachBatch),
    goal,
  })
  const large = { idLength: LARGE_ID }
  const java: Peer[] = 'missing' in peers.java ? [] : [peers.java.contender]
  return [
    {
      // Before there is anything to be collected and compiled of what the others leave.
      title: 'idle in its group, per ms (of which 2,000 ns are 0.2 %)',
      ours: ours.contender('ours', order('idle', 5_000)),
      peers: [kafkajs.contender('KafkaJS', order('idle', 5_000))],
    },
    {
      title: 'record by record, run',
      ours: ours.contender('ours', order('run', GUIDE_RECORDS / 2)),
      peers: [
        toBeat(1.15),
        kafkajs.contender('KafkaJS eachMessage', order('eachMessage', KAFKAJS_SINGLE)),
        ...optional(peers.platformatic, '@platformatic/kafka', order('loop', PLATFORMATIC)),
        ...optional(peers.confluent, 'confluent-kafka-python poll', order('poll', CONFLUENT), 5),
        ...optional(peers.confluent, 'confluent-kafka-python consume', order('consume', CONFLUENT)),
        ...java,
      ],
    },
    {
      title: 'record by record, for await',
      ours: ours.contender('ours', order('loop', GUIDE_RECORDS / 2)),
      peers: [toBeat(1.15)],
    },
    {
      title: 'batch by batch',
      ours: ours.contender('ours', order('batches', GUIDE_RECORDS)),
      peers: [toBeat(3.5), ...java],
    },
    {
      title: 'records of 1 KB, run',
      ours: ours.contender('ours', order('run', LARGE_RECORDS, large)),
      peers: [
        kafkajs.contender('KafkaJS eachBatch', order('eachBatch', LARGE_RECORDS, large)),
        ...optional(
          peers.confluent,
          'confluent-kafka-python poll',
          order('poll', CONFLUENT, large),
        ),
      ],
    },
  ]
}

function order(task: string, operations: number, { idLength } = { idLength: 0 }): Order {
  return { task, operations, keys: 8, idLength }
}

function optional(client: ClientSearch, name: string, given: Order, goal?: number): Peer[] {
  if ('missing' in client) return []
  return [{ ...client.contender(name, given), ...(goal === undefined ? {} : { goal }) }]
}

function there(client: ClientSearch): Client {
  if ('missing' in client) throw new Error(client.missing)
  return client
}

/** Writes what is to be read. */
async function fill(
  setting: Setting,
  { idLength, records }: { readonly idLength: number; readonly records: number },
): Promise<void> {
  const topic = idLength > 0 ? `${setting.topic}-large` : setting.topic
  const { brokers, tls, schema, schemaId } = setting
  const codec = new AvroCodec({ schemas: { schemaById: async () => schema } })
  const value = await codec.writer<Reading>({ id: schemaId })
  const { keys, values } = recordsOf(order('', records, { idLength }))
  await using producer = await createProducer<Reading>({ brokers, tls }, { topic, value })
  for (let nth = 0; nth < records; nth++) {
    const record = { key: keys[nth & 7] as string, value: values[nth & 1_023] as Reading }
    while (producer.trySend(record) === undefined) await producer.ready()
  }
  await producer.flush()
}
