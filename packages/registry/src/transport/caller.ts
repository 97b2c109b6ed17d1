import { currentApiKey } from '../access/api-key.ts'
import { readAnswer } from '../answers/answer.ts'
import type { Answered } from '../answers/answered.ts'
import type { Counters } from '../cache/counters.ts'
import { RegistryError } from '../errors.ts'
import type { Settings } from '../options.ts'
import type { Question } from '../questions/question.ts'
import { HttpClient, type HttpRequest } from './http.ts'
import { withRetries } from './retry.ts'
import { RetryBudget } from './retry-budget.ts'
import { untilAborted } from './until-aborted.ts'

/** Takes what it needs from the content of a good answer, or throws. */
export type Reader<T> = (content: unknown, answered: Answered) => T

/** Asks the server: with the key of the moment, within the time of a call, again where it helps. */
export class Caller {
  readonly #settings: Settings
  readonly #counters: Counters
  readonly #http: HttpClient
  readonly #budget = new RetryBudget()
  readonly #closing = new AbortController()

  constructor(settings: Settings, counters: Counters) {
    this.#settings = settings
    this.#counters = counters
    this.#http = new HttpClient(settings)
  }

  async ask<T>(question: Question, read: Reader<T>, signal?: AbortSignal): Promise<T> {
    const { callTimeoutMs } = this.#settings
    const timeout = AbortSignal.timeout(callTimeoutMs)
    const ends = [this.#closing.signal, timeout, ...(signal ? [signal] : [])]
    const limits = {
      deadline: Date.now() + callTimeoutMs,
      signal: AbortSignal.any(ends),
      repeatable: question.repeatable,
      budget: this.#budget,
      onRetry: () => this.#counters.add('retries'),
    }
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
    const { base, apiKey, profile } = this.#settings
    const key =
      apiKey === undefined || question.scope === undefined
        ? undefined
        : await untilAborted(currentApiKey(apiKey), signal)
    const authorization = key === undefined ? undefined : profile.authorize(key)
    const url = base + question.path
    const request = this.#request(question, url, authorization)
    const redact = redactor([key, authorization?.split(' ').at(-1), key?.split(':')[1]])
    this.#counters.add('requests')
    this.#counters.add('inFlight')
    try {
      const answer = await this.#http.send(request, signal)
      const answered = { question, url: withoutQuery(url), answer, redact }
      return read(readAnswer(answered), answered)
    } finally {
      this.#counters.add('inFlight', -1)
    }
  }

  #request({ method, body, answer }: Question, url: string, authorization?: string): HttpRequest {
    const { profile } = this.#settings
    return {
      method,
      url,
      accept: answer === 'list' ? profile.acceptList : profile.accept,
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { body, contentType: profile.contentType }),
    }
  }

  #outOfTime({ what, path }: Question, cause: unknown): RegistryError {
    const { base, callTimeoutMs } = this.#settings
    return new RegistryError('ERR_REGISTRY_TIMEOUT', {
      what,
      because: `no good answer came within ${callTimeoutMs} ms, with all tries`,
      fix: 'Try again later, or raise `requestTimeoutMs`.',
      retriable: true,
      cause,
      url: withoutQuery(base + path),
    })
  }

  /** Ends the calls under way and drops the connections. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#http.close()
  }
}

/** Takes secrets out of a text, in whatever case a server or a URL has put them. */
function redactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const given = secrets.filter((secret) => secret !== undefined && secret !== '')
  if (given.length === 0) return (text) => text
  const escaped = given.map((secret) => secret?.replace(/[^a-z\d]/gi, '\\$&'))
  const pattern = new RegExp(escaped.join('|'), 'gi')
  return (text) => text.replace(pattern, '(API key)')
}

function withoutQuery(url: string): string {
  return url.split('?')[0] ?? url
}

/** The error of a caller who gave up. */
export function aborted({ what }: Pick<Question, 'what'>, cause: unknown): RegistryError {
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
