import { Agent, type Dispatcher, request } from 'undici'
import { RegistryError } from '../errors.ts'
import type { Settings } from '../options.ts'
import { networkError } from './network-faults.ts'

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
  readonly accept: string
  /** Value of the `Authorization` header. */
  readonly authorization?: string
  readonly body?: string
  readonly contentType?: string
}

/** Enough for a schema of Hopsworks' 10,000 characters, escaped, many times over. */
const MAX_BODY_BYTES = 1024 * 1024
const MAX_CONNECTIONS = 4
/** Less than the minute after which proxies drop a silent connection. */
const KEEP_ALIVE_MS = 30_000

/** The connections to one registry: few, kept open, closed together. */
export class HttpClient {
  readonly #agent: Agent
  readonly #requestTimeoutMs: number

  constructor({ trust, connectTimeoutMs, requestTimeoutMs }: Settings) {
    this.#requestTimeoutMs = requestTimeoutMs
    this.#agent = new Agent({
      connections: MAX_CONNECTIONS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { ...trust, timeout: connectTimeoutMs },
    })
  }

  /**
   * One request, one answer of any status. Redirects are not followed.
   *
   * @param signal ends the request; its reason is what is thrown then
   * @throws {RegistryError} `ERR_REGISTRY_UNREACHABLE`, `_TIMEOUT`, `_TLS`, `_NOT_A_REGISTRY` or
   *   `_TOO_LARGE`
   */
  async send(ask: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const timeout = AbortSignal.timeout(this.#requestTimeoutMs)
    try {
      return await this.#exchange(ask, AbortSignal.any([signal, timeout]))
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof RegistryError) throw error
      if (timeout.aborted) throw this.#tooSlow(ask.url)
      throw networkError(error, ask.url)
    }
  }

  async #exchange(ask: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { method, url, accept, authorization, body, contentType } = ask
    const response = await request(url, {
      dispatcher: this.#agent,
      method,
      signal,
      headers: {
        accept,
        ...(authorization === undefined ? {} : { authorization }),
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body }),
    })
    const { statusCode, headers } = response
    return {
      status: statusCode,
      contentType: (first(headers['content-type']) ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
      location: first(headers['location']),
      retryAfter: first(headers['retry-after']),
      body: await readBody(response.body, url),
    }
  }

  #tooSlow(url: string): RegistryError {
    return new RegistryError('ERR_REGISTRY_TIMEOUT', {
      what: `registry ${new URL(url).host}`,
      because: `no whole answer came within ${this.#requestTimeoutMs} ms`,
      fix: 'Try again later, or raise `requestTimeoutMs`.',
      retriable: true,
      url,
    })
  }

  /** Drops every connection at once. */
  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

async function readBody(body: Dispatcher.ResponseData['body'], url: string): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) {
      throw new RegistryError('ERR_REGISTRY_TOO_LARGE', {
        what: `registry ${new URL(url).host}`,
        because: `its answer is longer than ${MAX_BODY_BYTES} bytes`,
        fix: 'Check that `url` is that of a Hopsworks project.',
        url,
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
