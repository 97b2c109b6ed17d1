import { readAnswer } from './answer.ts'
import type { Answered } from './answered.ts'
import { type ApiKeySource, currentApiKey } from './api-key.ts'
import { RegistryError } from './errors.ts'
import { HttpClient } from './http.ts'
import type { Settings } from './options.ts'
import type { Question } from './question.ts'
import { withRetries } from './retry.ts'
import { untilAborted } from './until-aborted.ts'

/** Takes what it needs from the JSON of a good answer, or throws. */
export type Reader<T> = (json: unknown, answered: Answered) => T

/** Asks the registry: with the key of the moment, within the time of a call, again where it helps. */
export class Caller {
  readonly #base: string
  readonly #apiKey: ApiKeySource
  readonly #timeoutMs: number
  readonly #http: HttpClient
  readonly #closing = new AbortController()

  constructor(settings: Settings) {
    this.#base = settings.base
    this.#apiKey = settings.apiKey
    this.#timeoutMs = settings.callTimeoutMs
    this.#http = new HttpClient(settings)
  }

  async ask<T>(question: Question, read: Reader<T>, signal?: AbortSignal): Promise<T> {
    const timeout = AbortSignal.timeout(this.#timeoutMs)
    const ends = [this.#closing.signal, timeout, ...(signal ? [signal] : [])]
    const limits = { deadline: Date.now() + this.#timeoutMs, signal: AbortSignal.any(ends) }
    let lastFailure: unknown
    const attempt = async (): Promise<T> => {
      try {
        return await this.#attempt(question, read, limits.signal)
      } catch (error) {
        if (error instanceof RegistryError) lastFailure = error
        throw error
      }
    }
    try {
      return await withRetries(attempt, limits)
    } catch (error) {
      if (error instanceof RegistryError) throw error
      if (this.#closing.signal.aborted) throw closed(question)
      if (signal?.aborted) throw aborted(question, signal.reason)
      throw this.#outOfTime(question, lastFailure)
    }
  }

  async #attempt<T>(question: Question, read: Reader<T>, signal: AbortSignal): Promise<T> {
    const { method, path, body } = question
    const url = this.#base + path
    const key = await untilAborted(currentApiKey(this.#apiKey), signal)
    const authorization = `ApiKey ${key}`
    const request = { method, url, authorization, ...(body === undefined ? {} : { body }) }
    const answer = await this.#http.send(request, signal)
    const answered = { question, url, answer, redact: redactor(key) }
    return read(readAnswer(answered), answered)
  }

  #outOfTime({ what, path }: Question, cause: unknown): RegistryError {
    return new RegistryError('ERR_REGISTRY_TIMEOUT', {
      what,
      because: `no good answer came within ${this.#timeoutMs} ms, with all tries`,
      fix: 'Try again later, or raise `requestTimeoutMs`.',
      retriable: true,
      cause,
      url: this.#base + path,
    })
  }

  /** Ends the calls under way and drops the connections. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#http.close()
  }
}

/** Takes a secret out of a text, in whatever case a server or a URL has put it. */
function redactor(secret: string): (text: string) => string {
  const pattern = new RegExp(secret.replace(/[^a-z\d]/gi, '\\$&'), 'gi')
  return (text) => text.replace(pattern, '(API key)')
}

/** The error of a caller who gave up. */
export function aborted({ what }: Question, cause: unknown): RegistryError {
  return new RegistryError('ERR_REGISTRY_ABORTED', {
    what,
    because: 'the signal of the call was aborted',
    fix: 'Ask again if the answer is still wanted.',
    cause,
  })
}

function closed({ what }: Question): RegistryError {
  return new RegistryError('ERR_REGISTRY_CLOSED', {
    what,
    because: 'the registry client is closed',
    fix: 'Close it after the last call, or make a new one.',
  })
}
