import { errors, Pool } from 'undici'
import { RegistryError } from '../errors.ts'
import type { Settings } from '../options.ts'
import { Exchange, type HttpAnswer } from './exchange.ts'
import { networkError } from './network-faults.ts'
import type { TimeLimit } from './time-limit.ts'

/** One request, whole: where to, as whom, and what. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the client's URL, with the slash before it, and the query behind it. */
  readonly path: string
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
  readonly #base: string
  /** Of the base, what stands before each path. */
  readonly #prefix: string
  readonly #pool: Pool

  constructor({ base, trust, connectTimeoutMs }: Settings) {
    const { origin } = new URL(base)
    this.#base = base
    this.#prefix = base.slice(origin.length)
    this.#pool = new Pool(origin, {
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
  async send(request: HttpRequest, limit: TimeLimit): Promise<HttpAnswer> {
    const { method, path, headers, body = null } = request
    const exchange = new Exchange()
    limit.onEnd(() => exchange.abort())
    this.#pool.dispatch({ method, path: this.#prefix + path, headers, body }, exchange)
    try {
      return await exchange.answer
    } catch (error) {
      const url = this.#base + path
      const isTooLarge = error instanceof errors.ResponseExceededMaxSizeError
      throw isTooLarge ? tooLarge(url) : networkError(error, url)
    }
  }

  /** Drops every connection at once. */
  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}

function tooLarge(url: string): RegistryError {
  return new RegistryError('ERR_REGISTRY_TOO_LARGE', {
    what: `registry ${new URL(url).host}`,
    because: `its answer is longer than ${MAX_BODY_BYTES} bytes`,
    fix: 'Check that `url` is that of a Hopsworks project.',
    url: url.split('?')[0] ?? url,
  })
}
