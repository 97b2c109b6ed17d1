import type { KeyObject } from 'node:crypto'
import { KafkaError } from '../errors.ts'

/** Client certificate, key and trust, as PEM text, for mutual TLS with the brokers. */
export interface KafkaTls {
  /** Private key: PEM (PKCS#8, PKCS#1 or SEC1), encrypted or not, or a key of `node:crypto`. */
  readonly key: string | KeyObject
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
  /**
   * SHA-256 fingerprints, in hexadecimal with or without colons: a broker's own certificate must have one of these,
   * besides passing all other checks. @default any
   */
  readonly fingerprints?: readonly string[]
}

/** Gives the credentials that hold now, for example as read from files that something else renews. */
export type TlsProvider = () => KafkaTls | Promise<KafkaTls>

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
  /**
   * Who we are to the brokers, and whom we trust. A function is asked again every `tlsRefreshMs`: when what it gives
   * has changed and a broker takes it, new connections use it, and those that stand move to it one by one, between
   * two requests. What it throws, and what no broker takes, is a warning, and the former credentials stay.
   */
  readonly tls: KafkaTls | TlsProvider
  /** How often `tls` is asked again, in ms, where it is a function. @default 60000 */
  readonly tlsRefreshMs?: number
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

/** Whether two addresses are written alike. */
export function sameAddress(one: BrokerAddress, other: BrokerAddress): boolean {
  return one.port === other.port && one.host.toLowerCase() === other.host.toLowerCase()
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

/** What may be shown of a broker's text: one without spaces, and without the `@` that follows a password. */
const SHOWABLE = /^[^\s@]{1,200}$/

function parseBroker(broker: string): BrokerAddress {
  if (typeof broker !== 'string' || !SHOWABLE.test(broker)) {
    throw badOption('brokers', broker, 'Write each broker as host:port')
  }
  const [, address] = /^[^:/]*:\/\/([^/]*)/.exec(broker) ?? []
  if (address !== undefined) throw badBroker(broker, `Write '${address}', without a scheme`)
  const [, host = '', port = ''] = /^(.*?)(?::([^:]*))?$/.exec(broker) ?? []
  if (host === '') throw badBroker(broker, 'Put a host name or address before the port')
  if (!/^[^:/]+$/.test(host)) throw badBroker(broker, 'Write each broker as host:port')
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw badBroker(broker, 'Give a port from 1 to 65535')
  }
  return { host, port: Number(port) }
}

function badBroker(broker: string, fix: string): KafkaError {
  return refusedOption('brokers', `its value is '${broker}'`, fix)
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

/** The refusal of an option. Shows a number; anything else may be a secret and is told by its type. */
export function badOption(name: string, value: unknown, fix: string): KafkaError {
  const because = typeof value === 'number' ? `its value is ${value}` : typeOf(value)
  return refusedOption(name, because, fix)
}

/** What a value is, without what it holds. */
export function typeOf(value: unknown): string {
  if (value === '') return 'it is empty'
  if (value === undefined || value === null) return `it is ${value}`
  if (Array.isArray(value)) return 'it is an array'
  return `it is ${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}

/** The refusal of an option, in words that hold no secret. */
export function refusedOption(name: string, because: string, fix: string): KafkaError {
  return new KafkaError('ERR_KAFKA_BAD_OPTION', { what: `option ${name} is refused`, because, fix })
}
