import { KafkaError } from '../errors.ts'

/** Client certificate, key and trust, as PEM text, for mutual TLS with the brokers. */
export interface KafkaTls {
  /** Private key, PEM (PKCS#8, PKCS#1 or SEC1), encrypted or not. */
  readonly key: string
  /** Client certificate, PEM, leaf first, then its intermediates. A key beside them, as in one `keyStore.pem`, is passed over. */
  readonly cert: string
  /** Certificates of the authorities a broker's chain may end in, PEM. Nothing else is trusted. */
  readonly ca: string
  /** Passphrase of `key`, when that is encrypted. */
  readonly passphrase?: string
  /**
   * Name the broker's certificate must carry (RFC 9525), also sent as SNI.
   * - absent: the host that is dialled;
   * - a string: this name, for every broker;
   * - `false`: the name is not checked. The chain still is, and a certificate whose common name has the
   *   form `project__user` is refused, since each Hopsworks project member holds one under the same root.
   * @default the dialled host
   */
  readonly serverName?: string | false
}

/** Something worth a line in the application's log; retries are warnings, never errors. */
export interface LogEntry {
  readonly level: 'error' | 'warn' | 'info' | 'debug'
  readonly message: string
  /** Broker, group, attempt and the like, as far as known. */
  readonly details: Readonly<Record<string, unknown>>
}

/** How to reach a Kafka cluster. */
export interface KafkaConnection {
  /** Bootstrap brokers, each `host:port`. */
  readonly brokers: readonly string[]
  /** Name shown in the brokers' logs and quotas. @default 'hops-kafka' */
  readonly clientId?: string
  /** Who we are to the brokers, and whom we trust. */
  readonly tls: KafkaTls
  /** Limit of one connection attempt, TCP and TLS together, in ms. @default 10000 */
  readonly connectTimeoutMs?: number
  /** Limit of one request to a broker, in ms. @default 30000 */
  readonly requestTimeoutMs?: number
  /** Receives what would otherwise be log lines; without it nothing is written anywhere. */
  readonly onLog?: (entry: LogEntry) => void
}

/** A broker's address, taken apart. */
export interface BrokerAddress {
  readonly host: string
  readonly port: number
}

/**
 * The bootstrap brokers of a connection, checked.
 * @throws KafkaError `ERR_KAFKA_BAD_OPTION`
 */
export function parseBrokers(brokers: readonly string[]): readonly BrokerAddress[] {
  if (!Array.isArray(brokers) || brokers.length === 0) {
    throw badOption('brokers', brokers, 'Give at least one broker as host:port')
  }
  return brokers.map(parseBroker)
}

function parseBroker(broker: string): BrokerAddress {
  const match = /^([^\s:/]+):(\d{1,5})$/.exec(broker)
  const [, host, port] = match ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw badOption('brokers', broker, 'Write each broker as host:port, without a scheme')
  }
  return { host, port: Number(port) }
}

/** A duration option: its value, or the default. */
export function durationMs(name: string, value: number | undefined, standard: number): number {
  return wholeNumber(name, value ?? standard, 1)
}

/**
 * A whole number of at least `least`.
 * @throws KafkaError `ERR_KAFKA_BAD_OPTION`
 */
export function wholeNumber(name: string, value: number, least: number): number {
  // Timers of Node overflow above 2^31 - 1 and would fire at once.
  if (!Number.isInteger(value) || value < least || value > 2_147_483_647) {
    throw badOption(name, value, `Give a whole number from ${least} to 2147483647`)
  }
  return value
}

/**
 * A text that is not empty.
 * @throws KafkaError `ERR_KAFKA_BAD_OPTION`
 */
export function nonEmpty(name: string, value: string): string {
  if (typeof value !== 'string' || value === '') {
    throw badOption(name, value, `Give ${name} a non-empty string`)
  }
  return value
}

export function badOption(name: string, value: unknown, fix: string): KafkaError {
  const because = `its value is ${typeof value === 'string' ? `'${value}'` : String(value)}`
  return new KafkaError('ERR_KAFKA_BAD_OPTION', { what: `option ${name} is refused`, because, fix })
}
