import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { EngineEndpoint } from './endpoint.ts'

/** One call of the engine's API. */
export interface EngineCall {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The call fails when the engine is silent for so long. @default 30 s */
  readonly silenceMs?: number
}

/** The engine answered that it does not do what it was asked. */
export class EngineRefusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'EngineRefusal'
    this.status = status
  }
}

const SILENCE_MS = 30_000

/**
 * The few calls of a container engine's HTTP API that testcontainers has not: what a sandbox needs
 * before it loads that library, in the guard, and where a wait should not keep a process alive.
 */
export class EngineApi {
  readonly endpoint: EngineEndpoint

  constructor(endpoint: EngineEndpoint) {
    this.endpoint = endpoint
  }

  /**
   * The answer's JSON; undefined where there is none.
   *
   * @throws {EngineRefusal} for an answer of 400 or more
   * @throws the system's error when the engine cannot be reached
   */
  async call<T = unknown>(path: string, call: EngineCall = {}): Promise<T | undefined> {
    const response = await this.#send(path, call)
    const text = Buffer.concat(await response.toArray()).toString()
    return text.trim() === '' ? undefined : parse<T>(text)
  }

  /** As {@link call}, for what may be gone, or done, already. */
  async attempt(path: string, call: EngineCall): Promise<void> {
    try {
      await this.call(path, call)
    } catch (error) {
      const settled = error instanceof EngineRefusal && [304, 404, 409].includes(error.status)
      if (!settled) throw error
    }
  }

  /** An answer that comes bit by bit for as long as it takes; it does not keep this process alive. */
  async stream(path: string, call: EngineCall = {}): Promise<IncomingMessage> {
    const response = await this.#send(path, { silenceMs: 0, ...call })
    response.socket.unref()
    return response
  }

  #send(path: string, call: EngineCall): Promise<IncomingMessage> {
    const { method = 'GET', query = {}, body, silenceMs = SILENCE_MS } = call
    const { socketPath, host, port, tls } = this.endpoint
    const search = new URLSearchParams(query).toString()
    const text = body === undefined ? undefined : JSON.stringify(body)
    const where = socketPath === undefined ? { host, port } : { socketPath }
    const options = {
      ...where,
      ...tls,
      method,
      path: search === '' ? path : `${path}?${search}`,
      headers: text === undefined ? {} : jsonHeaders(text),
      // A connection of its own: one that is kept open would be shared with what must not end.
      agent: false as const,
    }
    return new Promise((resolve, reject) => {
      const request = (tls === undefined ? httpRequest : httpsRequest)(options, (response) => {
        settle(response).then(resolve, reject)
      })
      request.once('error', reject)
      if (silenceMs > 0) {
        request.setTimeout(silenceMs, () => {
          request.destroy(new Error(`no answer within ${silenceMs / 1000} s`))
        })
      }
      request.end(text)
    })
  }
}

async function settle(response: IncomingMessage): Promise<IncomingMessage> {
  const status = response.statusCode ?? 0
  if (status < 400) return response
  const text = Buffer.concat(await response.toArray()).toString()
  const message = parse<{ message?: string }>(text)?.message
  throw new EngineRefusal(status, message ?? (text.slice(0, 300) || `status ${status}`))
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function jsonHeaders(text: string) {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
}
