import type { EngineName, Era } from '@hops-kafka/sandbox'

/** A topic that is there from the start. */
export interface TestTopic {
  /** @default 1 */
  readonly partitions?: number
  /**
   * The subject of its values, one of `schemas` or the guide's `sensor`. Without it the topic takes
   * anything, and producers and consumers name their own `value`.
   */
  readonly schema?: string
}

/** How to start a Hopsworks for tests; everything has a default. */
export interface StartHopsworksOptions<Topic extends string = string> {
  /** Topics by name, besides the guide's `temperature`. @default none */
  readonly topics?: Readonly<Record<Topic, TestTopic>>
  /**
   * Avro schemas by subject, as objects or JSON text, besides the guide's `sensor`. Hopsworks wants
   * a record's full name as its subject. @default none
   */
  readonly schemas?: Readonly<Record<string, object | string>>
  /** Version of Apache Kafka, from 3.4.0 on. @default HOPS_KAFKA_KAFKA_VERSION, or else 4.3.0 */
  readonly kafkaVersion?: string
  /**
   * `container`: in a container engine, `jvm`: on a local Java.
   *
   * @default HOPS_KAFKA_ENGINE, or else containers where they can be had, or else Java
   */
  readonly engine?: EngineName
  /**
   * The release of Hopsworks that the REST API answers as: 2.2.0, 3.7.0 or 5.2.0.
   *
   * @default '3.x'
   */
  readonly era?: Era
  /** Called with one line of words at each step, for example while an image is pulled. */
  readonly onProgress?: (text: string) => void
}
