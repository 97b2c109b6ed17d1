import { KeyObject } from 'node:crypto'
import { KafkaError, reasonOf } from '../errors.ts'
import type { BrokerTls } from './broker-tls.ts'
import { badOption, type KafkaTls, type LogEntry, type TlsProvider } from './connection.ts'
import { checkCredentials } from './credentials.ts'
import type { TrackedSockets } from './tracked-sockets.ts'

/** What {@link LiveTls} is made of. */
export interface LiveTlsParts {
  readonly source: KafkaTls | TlsProvider
  readonly refreshMs: number
  /** Limit of one connection attempt, in ms. */
  readonly timeoutMs: number
  /** Throws when no broker takes these credentials. */
  readonly prove: (tls: BrokerTls) => Promise<void>
  readonly log: (entry: LogEntry) => void
}

/** Credentials that were checked, beside what was given. */
interface Checked {
  readonly given: KafkaTls
  readonly tls: BrokerTls
  readonly principal: string
  readonly expires: number
}

/** How long before its end a certificate is worth a warning: 14 days. */
const NEAR_END_MS = 14 * 24 * 60 * 60 * 1_000

/** The credentials that hold now. Where they come from a function it is asked again and again, while clients are open. */
export class LiveTls {
  readonly #parts: LiveTlsParts
  readonly #watched = new Set<TrackedSockets>()
  #checked: Checked
  #timer: NodeJS.Timeout | undefined
  #lastWarning = ''

  /**
   * Reads the credentials, checks them, and has a broker take them.
   * @throws KafkaError `ERR_KAFKA_BAD_OPTION`, `ERR_KAFKA_CREDENTIALS`, `ERR_KAFKA_TLS_EXPIRED`, and what `prove` throws
   */
  static async open(parts: LiveTlsParts): Promise<LiveTls> {
    const checked = check(await ask(parts.source))
    await parts.prove(checked.tls)
    return new LiveTls(parts, checked)
  }

  private constructor(parts: LiveTlsParts, checked: Checked) {
    this.#parts = parts
    this.#checked = checked
    this.#tellNearEnd()
  }

  get tls(): BrokerTls {
    return this.#checked.tls
  }

  /** Common name of our client certificate. */
  get principal(): string {
    return this.#checked.principal
  }

  /** Keeps the connections of one client at the present credentials, until it is sealed. */
  watch(sockets: TrackedSockets): void {
    if (typeof this.#parts.source !== 'function') return
    this.#watched.add(sockets)
    if (this.#timer === undefined) this.#schedule()
  }

  #schedule(): void {
    this.#timer = setTimeout(() => void this.#refresh(), this.#parts.refreshMs)
    this.#timer.unref()
  }

  async #refresh(): Promise<void> {
    for (const sockets of this.#watched) if (sockets.sealed) this.#watched.delete(sockets)
    if (this.#watched.size === 0) {
      this.#timer = undefined
      return
    }
    try {
      await this.#reload()
    } catch (error) {
      this.#warn(`the credentials cannot be renewed, the former ones stay: ${reasonOf(error)}`)
    }
    for (const sockets of this.#watched) {
      if (sockets.outdated) await sockets.renew({ timeoutMs: this.#parts.timeoutMs })
    }
    this.#schedule()
  }

  async #reload(): Promise<void> {
    const { source, prove, log } = this.#parts
    const given = await ask(source)
    if (!sameTls(given, this.#checked.given)) {
      const checked = check(given)
      await prove(checked.tls)
      this.#checked = checked
      const { principal } = checked
      const until = new Date(checked.expires).toISOString()
      const message = `the credentials of ${principal} were renewed, they are valid until ${until}`
      log({ level: 'info', message, details: { principal, until } })
    }
    this.#tellNearEnd()
  }

  #tellNearEnd(): void {
    const { principal, expires } = this.#checked
    if (expires - Date.now() > NEAR_END_MS) return
    const until = new Date(expires).toISOString()
    this.#warn(`the client certificate of ${principal} is valid until ${until} only`)
  }

  /** The same once, not every minute. */
  #warn(message: string): void {
    if (message === this.#lastWarning) return
    this.#lastWarning = message
    this.#parts.log({ level: 'warn', message, details: { principal: this.principal } })
  }
}

async function ask(source: KafkaTls | TlsProvider): Promise<KafkaTls> {
  if (typeof source !== 'function') return source
  try {
    return await source()
  } catch (cause) {
    throw new KafkaError('ERR_KAFKA_CREDENTIALS', {
      what: 'the function given as tls gives no credentials',
      because: `it throws: ${reasonOf(cause)}`,
      fix: 'See its own message',
      cause,
    })
  }
}

function check(given: KafkaTls): Checked {
  if (typeof given !== 'object' || given === null) {
    throw badOption('tls', given, 'Give { key, cert, ca } as PEM texts, or a function that does')
  }
  const serverName = checkServerName(given.serverName)
  const fingerprints = given.fingerprints && checkFingerprints(given.fingerprints)
  const { secureContext, principal, expires } = checkCredentials(given)
  return { given, tls: { secureContext, serverName, fingerprints }, principal, expires }
}

function checkServerName(name: KafkaTls['serverName']): KafkaTls['serverName'] {
  if (name === undefined || name === false) return name
  if (typeof name === 'string' && /^[\w.:-]+$/.test(name)) return name
  throw badOption('tls.serverName', name, 'Give a host name or address, or false')
}

/** As Node writes them: upper case, with colons. */
function checkFingerprints(given: readonly string[]): readonly string[] {
  const fix = 'Give SHA-256 fingerprints, 64 hexadecimal digits each'
  if (!Array.isArray(given) || given.length === 0) throw badOption('tls.fingerprints', given, fix)
  return given.map((text: unknown) => {
    const digits = typeof text === 'string' ? text.replaceAll(':', '').toUpperCase() : ''
    if (!/^[0-9A-F]{64}$/.test(digits)) throw badOption('tls.fingerprints', text, fix)
    return digits.replace(/..(?!$)/g, '$&:')
  })
}

/** Whether two answers of a provider amount to the same. */
function sameTls(one: KafkaTls, other: KafkaTls): boolean {
  const texts = ['cert', 'ca', 'passphrase', 'serverName'] as const
  return (
    texts.every((name) => one?.[name] === other[name]) &&
    sameKey(one.key, other.key) &&
    String(one.fingerprints) === String(other.fingerprints)
  )
}

function sameKey(one: KafkaTls['key'], other: KafkaTls['key']): boolean {
  if (one instanceof KeyObject && other instanceof KeyObject) return one.equals(other)
  return one === other
}
