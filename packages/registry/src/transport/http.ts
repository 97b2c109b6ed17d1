import { Agent, errors, request } from 'undici'
import { RegistryError } from '../errors.ts'
import type { Settings } from '../options.ts'
import { networkError } from './network-faults.ts'
import type { TimeLimit } from './time-limit.ts'

/** What came back, whatever it is. */
export interface HttpAnswer {
  readonly status: number
  /** Lower case and without parameters; empty when the server named none. */
  readonly contentType: string
  readonly location: string | undefined
  readonly retryAfter: string | undefined
  readonly body: string
}

/** One request, whole: where to, as whom, and what. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  /** Names and values in turn. */
  readonly headers: string[]
  readonly body: string | undefined
}

/** Enough for a schema of Hopsworks' 10,000 characters, escaped, many times over. */
const MAX_BODY_BYTES = 1024 * 1024
const MAX_CONNECTIONS = 4
/** Less than the minute after which proxies drop a silent connection. */
const KEEP_ALIVE_MS = 30_000

/** The connections to one registry: few, kept open, closed together. */
export class HttpClient {
  readonly #agent: Agent

  constructor({ trust, connectTimeoutMs }: Settings) {
    this.#agent = new Agent({
      connections: MAX_CONNECTIONS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxResponseSize: MAX_BODY_BYTES,
      connect: { ...trust, timeout: connectTimeoutMs },
    })
  }

  /**
   * One request, one answer of any status. Redirects are not followed.
   *
   * @param limit ends the request
   * @throws {RegistryError} `ERR_REGISTRY_UNREACHABLE`, `_TIMEOUT`, `_TLS`, `_NOT_A_REGISTRY` or
   *   `_TOO_LARGE`
   */
  async send({ method, url, headers, body }: HttpRequest, limit: TimeLimit): Promise<HttpAnswer> {
    try {
      const ask = { dispatcher: this.#agent, method, signal: limit, headers, body: body ?? null }
      const response = await request(url, ask)
      const answered = response.headers
      return {
        status: response.statusCode,
        contentType: typeOf(first(answered['content-type'])),
        location: first(answered['location']),
        retryAfter: first(answered['retry-after']),
        body: await response.body.text(),
      }
    } catch (error) {
      const isTooLarge = error instanceof errors.ResponseExceededMaxSizeError
      throw isTooLarge ? tooLarge(url) : networkError(error, url)
    }
  }

  /** Drops every connection at once. */
  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

/** Lower case and without parameters. */
function typeOf(header = ''): string {
  const end = header.indexOf(';')
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase()
}

function tooLarge(url: string): RegistryError {
  return new RegistryError('ERR_REGISTRY_TOO_LARGE', {
    what: `registry ${new URL(url).host}`,
    because: `its answer is longer than ${MAX_BODY_BYTES} bytes`,
    fix: 'Check that `url` is that of a Hopsworks project.',
    url: url.split('?')[0] ?? url,
  })
}
