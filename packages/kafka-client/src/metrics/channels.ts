import { type Channel, channel } from 'node:diagnostics_channel'

/** A connection to a broker, on `hops-kafka:connection`. */
export interface ConnectionEvent {
  readonly clientId: string
  /** `host:port`. */
  readonly broker: string
  /** `moved`: it goes on with renewed credentials. `lost`: it ended with `error`. */
  readonly what: 'opened' | 'moved' | 'lost'
  readonly error?: Error
}

/** A request that was answered, or was not in time, on `hops-kafka:request`. */
export interface RequestEvent {
  readonly clientId: string
  readonly broker: string
  /** Name in the Kafka protocol guide, for example `Produce`. */
  readonly api: string
  /** From its first byte to the answer's last, in ms. */
  readonly durationMs: number
  readonly answerBytes: number
  readonly timedOut: boolean
}

/** A batch that was delivered or given up, on `hops-kafka:produce`. */
export interface ProduceEvent {
  readonly topic: string
  readonly partition: number
  readonly records: number
  /** As they travel, compressed where they are. */
  readonly bytes: number
  /** From its first record's `send` to the end, in ms. */
  readonly durationMs: number
  readonly attempts: number
  /** Absent when it was delivered. */
  readonly error?: Error
}

/** Records that were fetched from a partition, on `hops-kafka:consume`. */
export interface ConsumeEvent {
  readonly groupId: string
  readonly topic: string
  readonly partition: number
  readonly records: number
  /** As they travelled, compressed where they were. */
  readonly bytes: number
  /** How many records are between the last of these and the partition's end. */
  readonly lag: number
}

/**
 * What this package tells about itself, as channels of `node:diagnostics_channel`, for any tracer or metrics library.
 * Nothing is built or sent on a channel to which nobody listens. A listener runs in the midst of the client's work:
 * it must be short.
 */
export interface KafkaChannels {
  readonly connection: TypedChannel<ConnectionEvent>
  readonly request: TypedChannel<RequestEvent>
  readonly produce: TypedChannel<ProduceEvent>
  readonly consume: TypedChannel<ConsumeEvent>
}

/** A channel of `node:diagnostics_channel` by what travels on it. */
export interface TypedChannel<E> {
  /** To be given to `subscribe` of `node:diagnostics_channel`. */
  readonly name: string
  /** Whether someone listens. */
  readonly hasSubscribers: boolean
  /** For this package's own use. */
  publish(event: E): void
  /** Has `listener` called with each event. */
  subscribe(listener: (event: E) => void): void
  /** Ends what {@link TypedChannel.subscribe} began with this very listener. */
  unsubscribe(listener: (event: E) => void): void
}

/** See {@link KafkaChannels}. */
export const kafkaChannels: KafkaChannels = {
  connection: typed('connection'),
  request: typed('request'),
  produce: typed('produce'),
  consume: typed('consume'),
}

function typed<E>(name: string): TypedChannel<E> {
  const untyped: Channel = channel(`hops-kafka:${name}`)
  // Node hands listeners what was published here, and its name, as types that know neither.
  return untyped as unknown as TypedChannel<E>
}
