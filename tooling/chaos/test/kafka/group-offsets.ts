import {
  createConsumer,
  createProducer,
  groupOffsets,
  type KafkaConnection,
} from '@hops-kafka/kafka-client'
import type { ChaosCluster } from '../../src/cluster/chaos-cluster.ts'
import { toldOffsets } from '../../src/kafka-tools/group-offsets.ts'

/** How far a group is on a partition, by one that was asked. */
interface Standing {
  readonly committed: number | undefined
  readonly end: number
  readonly lag: number | undefined
}

/** By partition. */
interface Standings {
  readonly consumer: readonly Standing[]
  readonly outside: readonly Standing[]
  readonly kafka: readonly Standing[]
}

/** Records of each partition: of the last one none is read, and one is empty. */
const STORED = [120, 70, 0, 40]
const HANDLED = [100, 70, 0, 0]
/** Written after the commit. */
const MORE = [7, 1, 0, 0]

/** Has a group commit some of what is there, and asks our consumer, our client from outside and Kafka's own tool. */
export async function standingsOf(cluster: ChaosCluster): Promise<Standings> {
  const { brokers, ca, cert, key } = cluster.direct
  const connection: KafkaConnection = { brokers, tls: { ca, cert, key, serverName: false } }
  const topic = await cluster.newTopic(STORED.length)
  const groupId = `chaos-${crypto.randomUUID()}`
  await using producer = await createProducer(connection, { topic, value: RAW })
  const write = async (counts: readonly number[]): Promise<void> => {
    const records = counts.flatMap((count, partition) =>
      Array.from({ length: count }, () => ({ value: VALUE, partition })),
    )
    await Promise.all(records.map((record) => producer.send(record)))
  }
  await write(STORED)
  await using consumer = await createConsumer(connection, { topic, groupId, value: RAW })
  const left = [...HANDLED]
  for await (const { partition, offset } of consumer) {
    if ((left[partition] ?? 0) > 0) consumer.ack({ partition, offset })
    left[partition] = (left[partition] ?? 0) - 1
    if (left.every((count, at) => count <= (HANDLED[at] ?? 0) - (STORED[at] ?? 0))) break
  }
  await consumer.commit()
  await write(MORE)
  const [positions, offsets, told] = await Promise.all([
    consumer.positions(),
    groupOffsets(connection, { groupId, topic }),
    toldOffsets(cluster.direct, { groupId, topic }),
  ])
  return {
    consumer: positions.map(({ committed, endOffset, lag }) => standing(committed, endOffset, lag)),
    outside: offsets.map(({ committed, latest, lag }) => standing(committed, latest, lag)),
    kafka: told.map(({ committed, end, lag }) => ({ committed, end, lag })),
  }
}

/** What has to be told. */
export const STANDINGS: readonly Standing[] = STORED.map((stored, partition) => {
  const handled = HANDLED[partition] ?? 0
  const end = stored + (MORE[partition] ?? 0)
  return { committed: handled === 0 ? undefined : handled, end, lag: end - handled }
})

const VALUE = Buffer.from('value')
const RAW = {
  encode: (value: Uint8Array) => value,
  decode: (bytes: Uint8Array, offset: number, end: number) => bytes.slice(offset, end),
}

function standing(committed: bigint | undefined, end: bigint, lag: bigint): Standing {
  return {
    committed: committed === undefined ? undefined : Number(committed),
    end: Number(end),
    lag: Number(lag),
  }
}
