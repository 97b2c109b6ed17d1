import { type ApiKeySource, checkApiKey } from './api-key.ts'
import { RegistryError } from './errors.ts'
import { type Trust, trustFile, trustPem } from './trust.ts'

/** How to reach a project's registry. */
export interface HopsworksRegistryOptions {
  /** `https://host:port/hopsworks-api/api/project/{id}/kafka`; plain http is refused. */
  readonly url: string
  /**
   * API key with the scope KAFKA, as text or as a function that is asked before each request.
   * One line end after it is dropped.
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
}

/** The options, checked. */
export interface Settings {
  /** The URL without a slash at its end. */
  readonly base: string
  readonly apiKey: ApiKeySource
  readonly trust: Trust
  readonly connectTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly callTimeoutMs: number
}

const DEFAULT_REQUEST_TIMEOUT_MS = 10_000
/** Timers of Node end at 2^31 - 1 ms, and a call takes three requests' time. */
const MAX_REQUEST_TIMEOUT_MS = 600_000

/**
 * @throws {RegistryError} `ERR_REGISTRY_BAD_OPTIONS`, `ERR_REGISTRY_BAD_API_KEY`,
 *   `ERR_REGISTRY_BAD_CA`
 */
export function checkOptions(options: HopsworksRegistryOptions): Settings {
  const requestTimeoutMs = checkTimeout(options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS)
  return {
    base: checkUrl(options.url),
    apiKey: typeof options.apiKey === 'function' ? options.apiKey : checkApiKey(options.apiKey),
    trust: checkTrust(options),
    connectTimeoutMs: Math.ceil(requestTimeoutMs / 2),
    requestTimeoutMs,
    callTimeoutMs: requestTimeoutMs * 3,
  }
}

function checkTimeout(requestTimeoutMs: number): number {
  if (Number.isInteger(requestTimeoutMs) && requestTimeoutMs > 0)
    if (requestTimeoutMs <= MAX_REQUEST_TIMEOUT_MS) return requestTimeoutMs
  throw badOption('requestTimeoutMs', {
    because: `it is ${requestTimeoutMs}`,
    fix: `Give a whole number of milliseconds from 1 to ${MAX_REQUEST_TIMEOUT_MS}.`,
  })
}

/** The texts name no part of the URL that could hold a password. */
function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const fix = 'Give https://host:port/hopsworks-api/api/project/{id}/kafka.'
  if (!url) throw badOption('url', { because: 'it is not a URL', fix })
  if (url.username !== '' || url.password !== '')
    throw badOption('url', { because: 'it holds a user name or a password', fix })
  if (url.protocol !== 'https:')
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
