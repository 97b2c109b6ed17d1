import { setTimeout as sleep } from 'node:timers/promises'
import type { LogEntry } from '../connection/connection.ts'
import type { KafkaError } from '../errors.ts'
import type { ProducerIdAnswer } from '../wire/init-producer-id.ts'
import { Account } from './account.ts'
import { BatchingProducer } from './batching-producer.ts'
import { BufferPool } from './buffer-pool.ts'
import type { Reporter } from './deliveries.ts'
import { Identities, type Identity, NOBODY } from './identities.ts'
import type { Link } from './kafka-link.ts'
import type { LaneSettings } from './lane.ts'
import { Placement } from './placement.ts'
import type { CheckedOptions } from './producer.ts'
import { writerOf } from './record-fields.ts'
import { Refusals } from './refusals.ts'
import { Sender } from './sender.ts'
import { Topic } from './topic.ts'
import { Topics } from './topics.ts'
import { meaningOf } from './verdict.ts'
import { WaitingLine } from './waiting-line.ts'

/** Memory kept for further batches. */
const POOLED_BYTES = 8 * 1024 * 1024
const GRACE_MS = 1_500
/** The coordinator of producer ids may still be loading. */
const ID_GRACE_MS = 10_000
const ID_PAUSE_MS = 100
const COORDINATOR_BUSY: ReadonlySet<number> = new Set([7, 14, 15, 16, 41, 51])
const DENIED = 31

/** What a producer is connected with. */
export interface Connected {
  readonly link: Link
  readonly faultOf: (thrown: unknown, topic: string) => KafkaError
  readonly log: (entry: LogEntry) => void
}

/** Puts a producer together: asks for its topic and its identity, and wires its parts. */
export async function assembleProducer<T>(
  options: CheckedOptions<T>,
  { link, faultOf, log }: Connected,
): Promise<BatchingProducer<T>> {
  const account = new Account({ records: options.bufferRecords, bytes: options.bufferBytes })
  const report = options.onDelivery as Reporter | undefined
  const onDropped = (error: KafkaError): void => log(withoutIdempotence(error))
  const fresh = (): Promise<ProducerIdAnswer> => askForId(link, options.topic, faultOf)
  const optional = options.idempotent === 'auto'
  const identities: Identities = new Identities(
    { fresh, onFresh: () => sender.wake(), onDropped, optional },
    await firstIdentity(),
  )
  const settings: LaneSettings = {
    lingerMs: options.lingerMs,
    compression: options.compression,
    pool: new BufferPool(options.batchBytes, POOLED_BYTES),
    account,
    identities,
    report,
    onSealed: (lane) => topics.byName.get(lane.topic)?.sealed(lane),
  }
  const newTopic = (name: string): Topic => new Topic(name, settings, options.partitioner)
  const topics = new Topics({ name: options.topic, newTopic, link, faultOf })
  const onRoom = (): void => line.admit()
  const sender = new Sender({
    link,
    account,
    identities,
    topics: topics.byName,
    faultOf,
    log,
    onRoom,
  })
  await topics.know(topics.of(undefined), GRACE_MS)
  const { deliveryTimeoutMs, addHeaders } = options
  const write = writerOf(options.value)
  const placement = new Placement<T>({ write, sender, deliveryTimeoutMs, addHeaders })
  const refusals = new Refusals(account, report)
  const line = new WaitingLine<T>({ topics, account, placement, refusals })
  return new BatchingProducer<T>({
    topics,
    sender,
    account,
    placement,
    line,
    refusals,
    idempotent: () => identities.idempotent,
    hangUp: () => link.close(),
  })

  async function firstIdentity(): Promise<Identity> {
    if (options.idempotent === false) return NOBODY
    try {
      const { producerId, epoch } = await fresh()
      return { producerId, epoch }
    } catch (thrown) {
      const error = faultOf(thrown, options.topic)
      if (!optional || error.retriable) throw error
      onDropped(error)
      return NOBODY
    }
  }
}

async function askForId(
  link: Link,
  topic: string,
  faultOf: Connected['faultOf'],
): Promise<ProducerIdAnswer> {
  const deadline = Date.now() + ID_GRACE_MS
  for (;;) {
    const answer = await link.producerId()
    if (answer?.errorCode === 0) return answer
    const code = answer?.errorCode ?? 35
    if (!COORDINATOR_BUSY.has(code) || Date.now() >= deadline) {
      throw faultOf(idRefused(code), topic)
    }
    await sleep(ID_PAUSE_MS)
  }
}

function idRefused(code: number): Error {
  const type = code === DENIED ? 'CLUSTER_AUTHORIZATION_FAILED' : meaningOf(code).name
  const retriable = COORDINATOR_BUSY.has(code)
  const error = new Error(`no producer id, which takes IDEMPOTENT_WRITE (${type})`)
  return Object.assign(error, { name: 'KafkaJSProtocolError', type, retriable })
}

function withoutIdempotence({ because }: KafkaError): LogEntry {
  return {
    level: 'warn',
    message: `sending without idempotence, so a lost acknowledgement may leave a copy: ${because}`,
    details: {},
  }
}
