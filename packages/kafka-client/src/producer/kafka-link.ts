import { setTimeout as sleep } from 'node:timers/promises'
import type { Broker, Cluster as KafkajsCluster } from 'kafkajs'
import type { Client } from '../connection/cluster.ts'
import { endsWithin } from '../deadline.ts'
import { KafkaError } from '../errors.ts'
import { cutConnections, newCluster, sendRequest, takesVersion } from '../kafkajs-internals.ts'
import {
  INIT_PRODUCER_ID,
  initProducerIdRequest,
  type ProducerIdAnswer,
} from '../wire/init-producer-id.ts'
import { type Metadata, metadataRequest } from '../wire/metadata.ts'
import { type PartitionData, PRODUCE, type ProduceAnswer, produceRequest } from '../wire/produce.ts'
import { RequestMemory } from '../wire/request-body.ts'

/** How long KafkaJS may take to hang up before its sockets are cut. */
const HANG_UP_MS = 500
const PAUSE_MS = 150

/** What a producer asks of a cluster. */
export interface Link {
  /** Where the partitions of topics are led. */
  metadata(topics: readonly string[]): Promise<Metadata>
  /** One request to one broker. @throws {@link NotSent} when it never left; anything else: it may have arrived */
  produce(node: number, batches: readonly PartitionData[]): Promise<ProduceAnswer>
  /** A producer id; `undefined` where the cluster is too old to have any. */
  producerId(): Promise<ProducerIdAnswer | undefined>
  /** Closes all connections, in a short time. */
  close(): Promise<void>
}

/** A request that did not leave this program. */
export class NotSent extends Error {
  constructor(cause: unknown) {
    super('not sent', { cause })
    this.name = 'NotSent'
  }
}

/** {@link Link} over the connections of a KafkaJS client. */
export class KafkaLink implements Link {
  readonly #cluster: KafkajsCluster
  readonly #client: Client
  readonly #timeoutMs: number
  readonly #memory = new RequestMemory()
  /** The broker that answered last; the first to be asked next. */
  #lastNode: string | undefined

  constructor(client: Client, timeoutMs: number) {
    this.#client = client
    this.#cluster = newCluster(client.kafka)
    this.#timeoutMs = timeoutMs
  }

  /** Connects to a bootstrap broker, and learns of the others; for `graceMs` a topic may be unknown. */
  async connect(topic: string, graceMs: number): Promise<void> {
    const deadline = Date.now() + graceMs
    await this.#cluster.connect()
    for (;;) {
      try {
        await this.#cluster.addTargetTopic(topic)
        break
      } catch (thrown) {
        if (Date.now() >= deadline) throw thrown
        await sleep(PAUSE_MS)
      }
    }
    const broker = await this.#anyBroker()
    if (!takesVersion(broker, PRODUCE.apiKey, PRODUCE.apiVersion)) throw tooOld()
  }

  async metadata(topics: readonly string[]): Promise<Metadata> {
    const metadata = await sendRequest(await this.#anyBroker(), metadataRequest(topics))
    const known = new Set(this.#cluster.getNodeIds().map(String))
    // KafkaJS has to know the addresses of brokers that have come since.
    if (metadata.brokers.some(({ id }) => !known.has(String(id)))) {
      await this.#cluster.refreshMetadata().catch(() => {})
    }
    return metadata
  }

  async produce(node: number, batches: readonly PartitionData[]): Promise<ProduceAnswer> {
    const broker = await this.#cluster.findBroker({ nodeId: String(node) }).catch((thrown) => {
      throw new NotSent(thrown)
    })
    const request = produceRequest(batches, this.#timeoutMs, this.#memory)
    try {
      const answer = await sendRequest(broker, request)
      this.#memory.giveBack(request.body)
      return answer
    } catch (thrown) {
      // A broker that vanished without a word: KafkaJS would go on writing to the dead socket.
      if (nameOf(thrown) === 'KafkaJSRequestTimeoutError') cutConnections(broker, 'no answer')
      throw thrown
    }
  }

  async producerId(): Promise<ProducerIdAnswer | undefined> {
    const broker = await this.#anyBroker()
    const { apiKey, apiVersion } = INIT_PRODUCER_ID
    if (!takesVersion(broker, apiKey, apiVersion)) return undefined
    return sendRequest(broker, initProducerIdRequest())
  }

  async close(): Promise<void> {
    await endsWithin(this.#cluster.disconnect(), HANG_UP_MS).catch(() => false)
    this.#client.sockets.seal()
  }

  /** A broker that is connected; when none can be had, KafkaJS turns to the bootstrap brokers again. */
  async #anyBroker(): Promise<Broker> {
    const nodes = this.#cluster.getNodeIds().map(String)
    const [first] = nodes.splice(nodes.indexOf(this.#lastNode ?? ''), 1)
    for (const nodeId of first === undefined ? nodes : [first, ...nodes]) {
      try {
        const broker = await this.#cluster.findBroker({ nodeId })
        this.#lastNode = nodeId
        return broker
      } catch {
        this.#lastNode = undefined
      }
    }
    await this.#cluster.refreshMetadata()
    const [any] = this.#cluster.getNodeIds()
    return this.#cluster.findBroker({ nodeId: String(any) })
  }
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : ''
}

function tooOld(): KafkaError {
  return new KafkaError('ERR_KAFKA_PROTOCOL', {
    what: 'cannot send to this cluster',
    because: `its brokers do not take version ${PRODUCE.apiVersion} of Produce requests`,
    fix: 'Use Kafka 2.1 or later',
  })
}
