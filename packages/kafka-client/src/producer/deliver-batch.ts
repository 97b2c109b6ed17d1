import { setTimeout as sleep } from 'node:timers/promises'
import type { LogEntry } from '../connection/connection.ts'
import { KafkaError } from '../errors.ts'
import type { Attempt, PendingRecord } from './pending-record.ts'
import type { Delivery } from './types.ts'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000
/** A broker that has just started may not know its topics yet; after this long a topic is gone. */
const UNKNOWN_TOPIC_GRACE_MS = 10_000

/** How a batch is sent, and who is told. */
export interface Courier<T> {
  readonly topic: string
  readonly attempt: Attempt
  /** Puts what an attempt threw into words. */
  readonly faultOf: (thrown: unknown) => KafkaError
  readonly settle: (record: PendingRecord<T>, outcome: Delivery | KafkaError) => void
  readonly log: (entry: LogEntry) => void
  /** Ends pauses between attempts, and with them the delivery, when the producer gives up. */
  readonly stop: AbortSignal
}

/** Sends one batch until each of its records is acknowledged, refused for good, or out of time. */
export async function deliverBatch<T>(
  courier: Courier<T>,
  partition: number,
  batch: readonly PendingRecord<T>[],
): Promise<void> {
  const started = Date.now()
  let fault: KafkaError | undefined
  for (let tries = 0; !courier.stop.aborted; tries++) {
    const records = giveUpExpired(courier, batch, fault)
    if (records.length === 0) return
    fault = await attempt(courier, partition, records)
    if (fault === undefined) return
    if (fault.code === 'ERR_KAFKA_TOO_LARGE' && records.length > 1) {
      return deliverHalves(courier, partition, records)
    }
    if (!mayPass(fault, started)) {
      for (const record of records) courier.settle(record, fault)
      return
    }
    courier.log({
      level: 'warn',
      message: `sending again: ${fault.message}`,
      details: { partition, tries: tries + 1, records: records.length },
    })
    await pause(tries, courier.stop)
  }
}

/** One attempt: settles the records and returns nothing, or returns what went wrong. */
async function attempt<T>(
  courier: Courier<T>,
  partition: number,
  records: readonly PendingRecord<T>[],
): Promise<KafkaError | undefined> {
  const { topic } = courier
  for (const record of records) record.state = 'sending'
  try {
    const { baseOffset, logAppendTime } = await courier.attempt(partition, records)
    for (const [index, record] of records.entries()) {
      const timestamp = logAppendTime >= 0 ? logAppendTime : record.timestamp
      courier.settle(record, { topic, partition, offset: baseOffset + BigInt(index), timestamp })
    }
    return undefined
  } catch (thrown) {
    return courier.faultOf(thrown)
  }
}

/** The broker limits a batch as a whole, and stored nothing of it: smaller ones may pass, in the same order. */
async function deliverHalves<T>(
  courier: Courier<T>,
  partition: number,
  records: readonly PendingRecord<T>[],
): Promise<void> {
  const middle = records.length >> 1
  await deliverBatch(courier, partition, records.slice(0, middle))
  await deliverBatch(courier, partition, records.slice(middle))
}

/** Rejects records whose time is up and returns the others that are still open. */
function giveUpExpired<T>(
  courier: Courier<T>,
  batch: readonly PendingRecord<T>[],
  fault: KafkaError | undefined,
): readonly PendingRecord<T>[] {
  const now = Date.now()
  for (const record of batch) {
    if (record.deadline > now || record.state === 'settled') continue
    courier.settle(
      record,
      new KafkaError('ERR_KAFKA_DELIVERY_TIMEOUT', {
        what: `record not acknowledged in time on topic '${courier.topic}'`,
        because:
          fault === undefined
            ? 'its time was up before a first attempt'
            : `the last attempt said: ${fault.because}; it may be stored nevertheless`,
        fix: 'Send it again if a duplicate does no harm, or raise deliveryTimeoutMs',
        retriable: true,
        ...(fault === undefined ? {} : { cause: fault }),
      }),
    )
  }
  return batch.filter(({ state }) => state !== 'settled')
}

function mayPass(fault: KafkaError, started: number): boolean {
  if (fault.code !== 'ERR_KAFKA_UNKNOWN_TOPIC') return fault.retriable
  return fault.retriable && Date.now() - started < UNKNOWN_TOPIC_GRACE_MS
}

async function pause(tries: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries)
  // Spread, so that the producers of a fleet do not return to a restarted broker at the same instant.
  await sleep(longest * (0.75 + Math.random() / 4), undefined, { signal }).catch(() => {})
}
