import {
  AvroCodec,
  AvroCodecError,
  type AvroCodecOptions,
  type AvroWriter,
} from '@hops-kafka/avro-codec'
import {
  type Consumer,
  type ConsumerOptions,
  createConsumer,
  createProducer,
  type FailedRecord,
  type FailureDecision,
  type KafkaConnection,
  type Producer,
  type ProducerOptions,
} from '@hops-kafka/kafka-client'
import { HopsworksRegistry, RegistryError } from '@hops-kafka/registry'
import { loadConfig } from './config/load-config.ts'
import type { Settings } from './config/settings.ts'
import { HopsKafkaError } from './errors.ts'
import { openCredentials } from './renewed-credentials.ts'

/** Options of {@link connect}. */
export interface ConnectOptions {
  /**
   * Called with each thing that works but should be mended: a secret file others can read, a check that is off.
   *
   * @default a process warning (`process.emitWarning`)
   */
  readonly onWarning?: (text: string) => void
  /**
   * Called with what the Kafka client has to log.
   *
   * @default nothing is logged
   */
  readonly onLog?: NonNullable<KafkaConnection['onLog']>
  /**
   * How values look and what is refused: `{ long: 'bigint' }`, `{ strict: true }` and the like.
   *
   * @default the defaults of `AvroCodec`
   */
  readonly codec?: Omit<AvroCodecOptions, 'schemas' | 'onWarning'>
}

/** What may differ from the configuration for one producer; `topic` and `value` come from it by default. */
export type HopsProducerOptions<T> = Partial<ProducerOptions<T>>

/** What may differ from the configuration for one consumer; topic, group, start and `value` come from it by default. */
export type HopsConsumerOptions<T> = Partial<ConsumerOptions<T>>

/**
 * Reads a configuration and prepares everything that it names: certificates, schema registry, codec, Kafka.
 *
 * Nothing is sent yet: the registry is asked when a schema is needed, Kafka when a producer or consumer is made.
 *
 * @param source - path of a `config.toml`, or settings read with `loadConfig`.
 * @throws {@link HopsKafkaError} as `loadConfig`; `CertsError` for keystores that cannot be used.
 */
export async function connect(
  source: string | Settings,
  options: ConnectOptions = {},
): Promise<HopsKafka> {
  const warn = options.onWarning ?? emitWarning
  const settings = typeof source === 'string' ? await loadConfig(source) : source
  const { warnings, renewed } = await openCredentials(settings.project.credentials)
  for (const warning of [...settings.warnings, ...warnings]) warn(warning)
  const { brokers, serverName, fingerprints } = settings.kafka
  if (serverName === false && fingerprints === undefined) {
    warn(
      "the broker's certificate is verified up to the trust store, but not the name in it: " +
        'give kafka.server_name to have that checked too, or pin the certificate with kafka.fingerprints',
    )
  }
  const { url, verify, apiKey } = settings.registry
  return new HopsKafka(settings, {
    registry: new HopsworksRegistry({
      url,
      verify,
      apiKey: () => apiKey.reveal(),
      onWarning: warn,
    }),
    connection: {
      brokers,
      tls: async () => ({
        ...(await renewed()),
        serverName,
        ...(fingerprints === undefined ? {} : { fingerprints }),
      }),
      ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
    },
    codec: { ...options.codec, onWarning: warn },
  })
}

/**
 * Whether a record could not be decoded because the registry did not answer: the record may be as good as any. An id
 * that the registry does not know is the record's own fault.
 */
function isRegistryFault({ error }: FailedRecord): boolean {
  const { cause } = error
  if (!(cause instanceof AvroCodecError) || !(cause.cause instanceof RegistryError)) return false
  return cause.cause.code !== 'ERR_REGISTRY_SCHEMA_NOT_FOUND'
}

function decide<T>(
  { onFailure = 'fail' }: HopsConsumerOptions<T>,
  failed: FailedRecord,
): FailureDecision | Promise<FailureDecision> {
  return typeof onFailure === 'function' ? onFailure(failed) : onFailure
}

function emitWarning(text: string): void {
  process.emitWarning(text, { type: 'HopsKafkaWarning' })
}

interface Parts {
  readonly registry: HopsworksRegistry
  readonly connection: KafkaConnection
  readonly codec: Omit<AvroCodecOptions, 'schemas'>
}

/** A producer or a consumer, as far as closing goes. */
interface Client extends AsyncDisposable {
  close(options: { readonly timeoutMs?: number }): Promise<unknown>
}

/** A Hopsworks project's Kafka, ready to use. Made by {@link connect}. */
export class HopsKafka implements AsyncDisposable {
  /** The checked configuration. */
  readonly settings: Settings
  /** The project's schema registry. */
  readonly registry: HopsworksRegistry
  /** Avro values to and from the registry's wire format. */
  readonly codec: AvroCodec
  readonly #connection: KafkaConnection
  readonly #clients = new Set<Client>()
  #closing: Promise<void> | undefined

  /** Use {@link connect}. */
  constructor(settings: Settings, parts: Parts) {
    this.settings = settings
    this.registry = parts.registry
    this.codec = new AvroCodec({ ...parts.codec, schemas: parts.registry })
    this.#connection = parts.connection
  }

  /**
   * A connected producer for the configured topic; values are Avro records of the configured schema unless `value`
   * names another serializer. It is closed with this client, or earlier by its own `close`.
   *
   * @throws {@link HopsKafkaError} `ERR_HOPS_CLOSED`; `RegistryError`, `AvroCodecError` when the schema cannot be had; `KafkaError` when Kafka cannot.
   */
  async producer<T>(options: HopsProducerOptions<T> = {}): Promise<Producer<T>> {
    if (this.#closing !== undefined) throw this.#closed()
    const topic = options.topic ?? this.settings.kafka.topic
    const value = options.value ?? (await this.#writer<T>(topic))
    return this.#keep(await createProducer<T>(this.#connection, { ...options, topic, value }))
  }

  /**
   * A consumer that has joined the configured group on the configured topic; values are decoded as Avro unless
   * `value` names another deserializer. It is closed with this client, or earlier by its own `close`.
   *
   * A record that lacks its schema because the registry does not answer is no bad record: `onFailure` is not asked,
   * and the loop or `run` ends with the error.
   *
   * @throws {@link HopsKafkaError} `ERR_CONFIG_INVALID` when no group is configured, `ERR_HOPS_CLOSED`; `KafkaError`.
   */
  async consumer<T>(options: HopsConsumerOptions<T> = {}): Promise<Consumer<T>> {
    if (this.#closing !== undefined) throw this.#closed()
    const { kafka } = this.settings
    const groupId = options.groupId ?? kafka.groupId
    if (groupId === undefined) throw this.#noGroup()
    return this.#keep(
      await createConsumer<T>(this.#connection, {
        start: kafka.start,
        ...options,
        topic: options.topic ?? kafka.topic,
        value: options.value ?? this.codec.reader<T>(),
        groupId,
        onFailure: (failed) => (isRegistryFault(failed) ? 'fail' : decide(options, failed)),
      }),
    )
  }

  /**
   * Closes every producer and consumer made here (flushing, committing), then the registry. May be called again.
   * Each has `timeoutMs` for it. @param options 30000 ms by default
   *
   * @throws the first failure of those, once all are closed.
   */
  close(options: { readonly timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(options)
    return this.#closing
  }

  /** Same as {@link close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(options: { readonly timeoutMs?: number }): Promise<void> {
    const closed = [...this.#clients].map((client) => client.close(options))
    const outcomes = await Promise.allSettled(closed)
    await this.registry.close()
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  async #writer<T>(topic: string): Promise<AvroWriter<T>> {
    const subject =
      this.settings.kafka.subject ?? (await this.registry.subjectOfTopic(topic)).subject
    return this.codec.writer<T>({ subject })
  }

  /** Closes a client that came too late: nobody else would. */
  async #keep<C extends Client>(client: C): Promise<C> {
    if (this.#closing !== undefined) {
      await client[Symbol.asyncDispose]()
      throw this.#closed()
    }
    this.#clients.add(client)
    return client
  }

  #closed(): HopsKafkaError {
    return new HopsKafkaError('ERR_HOPS_CLOSED', {
      what: `the client of ${this.settings.file}`,
      because: 'it is closed',
      fix: 'Call connect again',
    })
  }

  #noGroup(): HopsKafkaError {
    return new HopsKafkaError('ERR_CONFIG_INVALID', {
      what: `a consumer for ${this.settings.file}`,
      because: 'kafka.consumer.group_id is missing',
      fix: 'Add it, or pass groupId',
    })
  }
}
