import kafkajs, {
  type Admin,
  type AdminConfig,
  type Consumer,
  type ConsumerConfig,
  type Producer,
  type ProducerConfig,
} from 'kafkajs'
import { kafkaChannels } from '../metrics/channels.ts'

/** What is done about the requests of a client. */
type OnTimeout = (broker: string, error: Error) => void

/** KafkaJS, with the requests of each client it makes told on {@link kafkaChannels}, and those that time out to its owner. */
export class WatchedKafka extends kafkajs.Kafka {
  /** Called for each request that is not answered in time, with the broker's `host:port`. */
  onTimeout: OnTimeout = () => {}

  override consumer(config: ConsumerConfig): Consumer {
    const consumer = super.consumer(config)
    const { REQUEST, REQUEST_TIMEOUT } = consumer.events
    consumer.on(REQUEST, tellRequest)
    consumer.on(REQUEST_TIMEOUT, (event) => this.#tellTimeout(event))
    return consumer
  }

  override producer(config?: ProducerConfig): Producer {
    const producer = super.producer(config)
    const { REQUEST, REQUEST_TIMEOUT } = producer.events
    producer.on(REQUEST, tellRequest)
    producer.on(REQUEST_TIMEOUT, (event) => this.#tellTimeout(event))
    return producer
  }

  override admin(config?: AdminConfig): Admin {
    const admin = super.admin(config)
    const { REQUEST, REQUEST_TIMEOUT } = admin.events
    admin.on(REQUEST, tellRequest)
    admin.on(REQUEST_TIMEOUT, (event) => this.#tellTimeout(event))
    return admin
  }

  #tellTimeout({ payload }: kafkajs.RequestTimeoutEvent): void {
    const { broker, clientId, apiName, sentAt } = payload
    const durationMs = Date.now() - sentAt
    if (kafkaChannels.request.hasSubscribers) {
      const rest = { api: apiName, durationMs, answerBytes: 0, timedOut: true }
      kafkaChannels.request.publish({ clientId, broker, ...rest })
    }
    this.onTimeout(broker, new Error(`${apiName} was not answered within ${durationMs} ms`))
  }
}

function tellRequest({ payload }: kafkajs.RequestEvent): void {
  if (!kafkaChannels.request.hasSubscribers) return
  const { clientId, broker, apiName, duration, size } = payload
  const rest = { api: apiName, durationMs: duration, answerBytes: size, timedOut: false }
  kafkaChannels.request.publish({ clientId, broker, ...rest })
}
