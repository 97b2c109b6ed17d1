import { type ApiKeySource, checkApiKeySource } from './access/api-key.ts'
import { type Trust, trustFile, trustPem } from './access/trust.ts'
import type { CountersListener } from './cache/counters.ts'
import { RegistryError } from './errors.ts'
import { PROFILE_NAMES, PROFILES, type Profile, type ProfileName } from './profile.ts'

/** How to reach a server, and as whom. */
export interface ConnectionOptions {
  /** Address of the API; plain http is refused, for it would show the key to the net. */
  readonly url: string
  /**
   * API key, as text, as `{ file }`, or as a function. A file or a function is asked before each
   * request, so also again after a 401: a key that was replaced is picked up. One line end after
   * the key is dropped; anything else that is no visible ASCII character is refused.
   */
  readonly apiKey: ApiKeySource
  /**
   * How the server's certificate is checked: `true` by Node's root certificates; a path by the CA
   * certificates in that file, or by the server's own certificate; `false` not at all, which is
   * warned about at each start.
   * @default true
   */
  readonly verify?: boolean | string
  /** CA certificates as PEM text, instead of a path in `verify`. */
  readonly ca?: string
  /**
   * Time for one request, in milliseconds. Connecting may take half of it, and a call with all its
   * retries three times as long.
   * @default 10000
   */
  readonly requestTimeoutMs?: number
  /** Takes warnings. @default process.emitWarning */
  readonly onWarning?: (text: string) => void
  /** Called with the counters each time that one changes. @default nobody is told */
  readonly onCounters?: CountersListener
}

/** How to reach a schema registry. */
export interface HopsworksRegistryOptions extends Omit<ConnectionOptions, 'apiKey'> {
  /**
   * `https://host:port/hopsworks-api/api/project/{id}/kafka`, or with the `confluent` profile the
   * address that the routes of a Confluent-compatible registry are below.
   */
  readonly url: string
  /**
   * API key with the scope KAFKA: see {@link ConnectionOptions.apiKey}. With the `confluent` profile
   * `user:password`, or nothing where the server is open; only then may `url` be plain http.
   */
  readonly apiKey?: ApiKeySource
  /**
   * The kind of server: `hopsworks`, or `confluent` for one that speaks Confluent's API (Apicurio's
   * ccompat/v7 is what it is tested against), which has no topics.
   * @default 'hopsworks'
   */
  readonly profile?: ProfileName
  /**
   * For how long `latest` and `subjectOfTopic` keep their answer, in milliseconds; 0 asks each
   * time. What this client registers itself is seen at once.
   * @default 30000
   */
  readonly latestTtlMs?: number
  /**
   * For how long the answer "there is no such id, subject or topic" is kept, in milliseconds; 0
   * asks each time.
   * @default 5000
   */
  readonly missTtlMs?: number
}

/** The options of a connection, checked. */
export interface Settings {
  /** The URL without a slash at its end. */
  readonly base: string
  /** Undefined where the server asks for none. */
  readonly apiKey: ApiKeySource | undefined
  readonly profile: Profile
  readonly trust: Trust
  readonly connectTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly callTimeoutMs: number
}

/** The options of a registry's client, checked. */
export interface RegistrySettings extends Settings {
  readonly latestTtlMs: number
  readonly missTtlMs: number
}

const DEFAULT_REQUEST_TIMEOUT_MS = 10_000
/** Timers of Node end at 2^31 - 1 ms, and a call takes three requests' time. */
const MAX_REQUEST_TIMEOUT_MS = 600_000
const DEFAULT_LATEST_TTL_MS = 30_000
const DEFAULT_MISS_TTL_MS = 5_000
const MAX_TTL_MS = 86_400_000

const REGISTRY_URL = 'Give https://host:port/hopsworks-api/api/project/{id}/kafka.'

/**
 * @throws {RegistryError} `ERR_REGISTRY_BAD_OPTIONS`, `ERR_REGISTRY_BAD_API_KEY`,
 *   `ERR_REGISTRY_BAD_CA`
 */
export function checkRegistryOptions(options: HopsworksRegistryOptions): RegistrySettings {
  const { latestTtlMs = DEFAULT_LATEST_TTL_MS, missTtlMs = DEFAULT_MISS_TTL_MS } = options
  checkWhole('latestTtlMs', latestTtlMs, { from: 0, to: MAX_TTL_MS })
  checkWhole('missTtlMs', missTtlMs, { from: 0, to: MAX_TTL_MS })
  return { ...checkConnection(options, REGISTRY_URL), latestTtlMs, missTtlMs }
}

/**
 * @param urlFix what to give as `url`
 * @throws as {@link checkRegistryOptions}
 */
export function checkConnection(options: HopsworksRegistryOptions, urlFix: string): Settings {
  const profile = checkProfile(options.profile ?? 'hopsworks')
  const { requestTimeoutMs = DEFAULT_REQUEST_TIMEOUT_MS, apiKey } = options
  checkWhole('requestTimeoutMs', requestTimeoutMs, { from: 1, to: MAX_REQUEST_TIMEOUT_MS })
  const mayBePlain = !profile.needsTls && apiKey === undefined
  return {
    base: checkUrl(options.url, urlFix, mayBePlain),
    apiKey: mayBePlain ? undefined : checkApiKeySource(apiKey),
    profile,
    trust: checkTrust(options),
    connectTimeoutMs: Math.ceil(requestTimeoutMs / 2),
    requestTimeoutMs,
    callTimeoutMs: requestTimeoutMs * 3,
  }
}

function checkProfile(name: ProfileName): Profile {
  if (Object.hasOwn(PROFILES, name)) return PROFILES[name]
  throw badOption('profile', {
    because: `it is ${JSON.stringify(name)}`,
    fix: `Give one of ${PROFILE_NAMES.join(', ')}.`,
  })
}

interface Bounds {
  readonly from: number
  readonly to: number
}

function checkWhole(name: string, value: number, { from, to }: Bounds): void {
  if (Number.isInteger(value) && value >= from && value <= to) return
  throw badOption(name, {
    because: `it is ${String(value)}`,
    fix: `Give a whole number of milliseconds from ${from} to ${to}.`,
  })
}

/** The texts name no part of the URL that could hold a password. */
function checkUrl(text: string, fix: string, mayBePlain: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw badOption('url', { because: 'it is not a URL', fix })
  if (url.username !== '' || url.password !== '')
    throw badOption('url', { because: 'it holds a user name or a password', fix })
  if (url.protocol !== 'https:' && !(mayBePlain && url.protocol === 'http:'))
    throw badOption('url', { because: `${url.protocol} would show the API key to the net`, fix })
  if (url.search !== '' || url.hash !== '')
    throw badOption('url', { because: 'it has a query or a fragment', fix })
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function checkTrust({ verify = true, ca, onWarning, url }: HopsworksRegistryOptions): Trust {
  if (ca !== undefined && verify !== true)
    throw badOption('ca', { because: '`verify` is given too', fix: 'Give one of the two.' })
  if (ca !== undefined) return trustPem(ca)
  if (typeof verify === 'string') return trustFile(verify)
  if (verify) return { rejectUnauthorized: true }
  const warn = onWarning ?? ((text: string) => process.emitWarning(text))
  warn(
    `The certificate of ${new URL(url).origin} is not checked: anyone on the way can read the API key. ` +
      'Set `verify` to true, or to the path of its CA certificate.',
  )
  return { rejectUnauthorized: false }
}

interface Complaint {
  readonly because: string
  readonly fix: string
}

function badOption(name: string, complaint: Complaint): RegistryError {
  return new RegistryError('ERR_REGISTRY_BAD_OPTIONS', { what: `option ${name}`, ...complaint })
}
