import type { EngineName, Fault, JournalEntry } from '@hops-kafka/sandbox'
import type { HopsKafka, Settings } from 'hops-kafka'

/** The project user's certificates as PEM texts; KafkaJS and `node:tls` take them as they are. */
export interface Pem {
  /** The private key, PKCS#8, not encrypted. */
  readonly key: string
  /** The user's certificate, then its intermediate. */
  readonly cert: string
  /** The root that signed the broker's. */
  readonly ca: string
}

/** A Hopsworks project of one's own: real Kafka with mutual TLS, and a mock of the REST API. */
export interface TestHopsworks<Topic extends string = string> extends AsyncDisposable {
  /** What runs it. */
  readonly engine: EngineName
  /** The version of Apache Kafka that runs. */
  readonly kafkaVersion: string
  /** Path of a `config.toml` for programs under test; its topic is the first of `topics`. */
  readonly configFile: string
  /** The same, read and checked. */
  readonly config: Settings
  readonly pem: Pem
  /** `host:port` of the broker. */
  readonly brokers: readonly string[]
  /** Base of the schema registry: `https://host:port/hopsworks-api/api/project/ID/kafka`. */
  readonly registryUrl: string
  /** The project's API key. */
  readonly apiKey: string
  /**
   * A client for a topic, closed with this Hopsworks.
   *
   * @param topic - @default the first of `topics`, or else the guide's `temperature`
   */
  connect(topic?: Topic | (string & {})): Promise<HopsKafka>
  /** Makes a topic in Kafka; the mock knows only those of the start. @param options 1 partition by default */
  createTopic(name: string, options?: { readonly partitions?: number }): Promise<void>
  /**
   * Has the REST API fail: a status, one of Hopsworks' errors by its number, a page, a redirect, a
   * wrong content type, a delay, silence, half an answer; for so many requests, or by turns.
   */
  addFault(fault: Fault): Promise<void>
  /** Has the REST API answer as it should again. */
  clearFaults(): Promise<void>
  /** The last 1000 requests to the REST API, oldest first: without queries, headers and secrets. */
  requests(): Promise<readonly JournalEntry[]>
  /** Ends the broker at once, as a power cut would. */
  killBroker(): Promise<void>
  /** Starts the broker again on the same port and data. */
  restartBroker(): Promise<void>
  /** Has the broker answer nothing until {@link resumeBroker}. */
  pauseBroker(): Promise<void>
  /** Lets a paused broker go on. */
  resumeBroker(): Promise<void>
  /** Closes the clients and removes everything; may be called twice. `await using` does it, too. */
  stop(): Promise<void>
}
