import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { endsWithin } from '../deadline.ts'
import type { KafkaError } from '../errors.ts'
import type { Cluster } from './cluster.ts'
import { kafkajsFault } from './kafkajs-fault.ts'

/** A topic just created is unknown, or denied, for a moment while the news spreads through the cluster. */
const GRACE_MS = 1_500
const PAUSE_MS = 150
/** How long KafkaJS may take to hang up before its sockets are cut; nothing is under way by then. */
const HANG_UP_MS = 150

/**
 * The number of partitions of a topic.
 * @throws KafkaError `ERR_KAFKA_UNKNOWN_TOPIC`, `ERR_KAFKA_NOT_AUTHORIZED`, `ERR_KAFKA_UNREACHABLE`
 */
export function countPartitions(cluster: Cluster, topic: string): Promise<number> {
  return ask(cluster, topic, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    return topics[0]?.partitions.length ?? 0
  })
}

/**
 * Where each partition of a topic ends now: the offset its next record gets.
 * @throws KafkaError `ERR_KAFKA_UNKNOWN_TOPIC`, `ERR_KAFKA_NOT_AUTHORIZED`, `ERR_KAFKA_UNREACHABLE`
 */
export function endOffsets(cluster: Cluster, topic: string): Promise<ReadonlyMap<number, number>> {
  return ask(cluster, topic, async (admin) => {
    const offsets = await admin.fetchTopicOffsets(topic)
    return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]))
  })
}

/**
 * Of each partition, the offset of the first record that is not older than a time; its end where there is none.
 * @throws KafkaError `ERR_KAFKA_UNKNOWN_TOPIC`, `ERR_KAFKA_NOT_AUTHORIZED`, `ERR_KAFKA_UNREACHABLE`
 */
export function offsetsAt(
  cluster: Cluster,
  topic: string,
  timestamp: number,
): Promise<ReadonlyMap<number, number>> {
  return ask(cluster, topic, async (admin) => {
    const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, timestamp)
    return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]))
  })
}

/**
 * Asks through a KafkaJS admin client of its own: one that has met a topic that is gone fails for all others (B14).
 * What may pass in a moment is asked again.
 * @throws KafkaError
 */
export async function ask<R>(
  cluster: Cluster,
  topic: string,
  question: (admin: Admin) => Promise<R>,
): Promise<R> {
  const { kafka, sockets } = cluster.newClient()
  const admin = kafka.admin()
  const deadline = Date.now() + GRACE_MS
  try {
    await admin.connect()
    for (;;) {
      try {
        return await question(admin)
      } catch (thrown) {
        if (Date.now() >= deadline || !mayPass(fault(thrown))) throw thrown
        await sleep(PAUSE_MS)
      }
    }
  } catch (thrown) {
    throw fault(thrown)
  } finally {
    await endsWithin(admin.disconnect(), HANG_UP_MS).catch(() => false)
    sockets.seal()
  }

  function fault(thrown: unknown): KafkaError {
    const what = `cannot use topic '${topic}'`
    const { principal, bootstrap } = cluster
    return kafkajsFault(thrown, { what, topic, principal, bootstrap })
  }
}

function mayPass(error: KafkaError): boolean {
  return (
    error.code === 'ERR_KAFKA_UNKNOWN_TOPIC' ||
    error.code === 'ERR_KAFKA_NOT_AUTHORIZED' ||
    error.retriable
  )
}
