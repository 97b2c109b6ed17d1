import { setTimeout as sleep } from 'node:timers/promises'
import { currentApiKey } from '../access/api-key.ts'
import { readAnswer } from '../answers/answer.ts'
import type { Answered } from '../answers/answered.ts'
import type { Counters } from '../cache/counters.ts'
import { RegistryError } from '../errors.ts'
import type { Settings } from '../options.ts'
import type { Question } from '../questions/question.ts'
import { HttpClient, type HttpRequest } from './http.ts'
import { retry } from './retry.ts'
import { RetryBudget } from './retry-budget.ts'
import { TimeLimit } from './time-limit.ts'
import { untilAborted } from './until-aborted.ts'

/** Takes what it needs from the content of a good answer, or throws. */
export type Reader<T> = (content: unknown, answered: Answered) => T

/** A question on its way, with all its tries. */
interface Call {
  readonly question: Question
  /** The caller's own. */
  readonly signal: AbortSignal | undefined
  /** When it has to be over, as `Date.now()` tells the time. */
  readonly deadline: number
  /** Of the last try. */
  lastFailure?: RegistryError
}

/** Asks the server: with the key of the moment, within the time of a call, again where it helps. */
export class Caller {
  readonly #settings: Settings
  readonly #counters: Counters
  readonly #http: HttpClient
  readonly #budget = new RetryBudget()
  /** What is under way: a request, or the wait before the next. */
  readonly #limits = new Set<TimeLimit>()
  #closed = false

  constructor(settings: Settings, counters: Counters) {
    this.#settings = settings
    this.#counters = counters
    this.#http = new HttpClient(settings)
  }

  async ask<T>(question: Question, read: Reader<T>, signal?: AbortSignal): Promise<T> {
    const deadline = Date.now() + this.#settings.callTimeoutMs
    const call: Call = { question, signal, deadline }
    this.#budget.deposit()
    try {
      return await this.#attempt(call, read)
    } catch (error) {
      return await this.#again(call, read, error)
    }
  }

  #again<T>(call: Call, read: Reader<T>, failure: unknown): Promise<T> {
    const { question, deadline } = call
    return retry(() => this.#attempt(call, read), failure, {
      deadline,
      repeatable: question.repeatable,
      budget: this.#budget,
      pause: (delayMs) => {
        this.#counters.add('retries')
        return this.#within(call, deadline - Date.now(), (limit) =>
          sleep(delayMs, undefined, { signal: limit.toSignal() }),
        )
      },
    })
  }

  async #attempt<T>(call: Call, read: Reader<T>): Promise<T> {
    const { question, deadline } = call
    const { base, profile, requestTimeoutMs } = this.#settings
    const key = await this.#key(call)
    const authorization = key === undefined ? undefined : profile.authorize(key)
    const request = this.#request(question, authorization)
    const timeoutMs = Math.min(requestTimeoutMs, deadline - Date.now())
    this.#counters.add('requests')
    this.#counters.add('inFlight')
    try {
      const answer = await this.#within(call, timeoutMs, (limit) => this.#http.send(request, limit))
      const redact = redactor(key, authorization)
      const answered = { question, url: withoutQuery(base + question.path), answer, redact }
      return read(readAnswer(answered), answered)
    } catch (error) {
      if (error instanceof RegistryError) call.lastFailure = error
      throw error
    } finally {
      this.#counters.add('inFlight', -1)
    }
  }

  /** The key of the moment; a function that gives it may take all the time of the call. */
  async #key(call: Call): Promise<string | undefined> {
    const { apiKey } = this.#settings
    if (apiKey === undefined || call.question.scope === undefined) return undefined
    if (typeof apiKey === 'string') return apiKey
    return this.#within(call, call.deadline - Date.now(), (limit) =>
      untilAborted(currentApiKey(apiKey), limit.toSignal()),
    )
  }

  /** Does one step of a call in its time; says which limit has ended it, if one has. */
  async #within<T>(
    call: Call,
    timeoutMs: number,
    step: (limit: TimeLimit) => Promise<T>,
  ): Promise<T> {
    const limit = new TimeLimit(timeoutMs, call.signal)
    if (this.#closed) limit.end()
    this.#limits.add(limit)
    try {
      return await step(limit)
    } catch (error) {
      if (!limit.hasEnded) throw error
      if (limit.isOver) throw this.#outOfTime(call, timeoutMs)
      throw this.#closed ? closed(call.question) : aborted(call.question, call.signal?.reason)
    } finally {
      this.#limits.delete(limit)
      limit.lift()
    }
  }

  #request({ method, path, body, answer }: Question, authorization?: string): HttpRequest {
    const { profile } = this.#settings
    const headers = ['accept', answer === 'list' ? profile.acceptList : profile.accept]
    if (authorization !== undefined) headers.push('authorization', authorization)
    if (body !== undefined) headers.push('content-type', profile.contentType)
    return { method, path, headers, body }
  }

  /** One request has taken its time, or the whole call has. */
  #outOfTime({ question, deadline, lastFailure }: Call, timeoutMs: number): RegistryError {
    const { base, callTimeoutMs, requestTimeoutMs } = this.#settings
    const isWhole = Date.now() >= deadline || timeoutMs < requestTimeoutMs
    const because = isWhole
      ? `no good answer came within ${callTimeoutMs} ms, with all tries`
      : `no whole answer came within ${requestTimeoutMs} ms`
    return new RegistryError('ERR_REGISTRY_TIMEOUT', {
      what: question.what,
      because,
      fix: 'Try again later, or raise `requestTimeoutMs`.',
      retriable: true,
      cause: lastFailure,
      url: withoutQuery(base + question.path),
    })
  }

  /** Ends the calls under way and drops the connections. */
  async close(): Promise<void> {
    this.#closed = true
    for (const limit of this.#limits) limit.end()
    await this.#http.close()
  }
}

/**
 * Takes a key out of a text, in whatever case a server or a URL has put it: as it is, as it went
 * out, and its secret half alone, behind Hopsworks' dot or Confluent's colon.
 */
function redactor(key?: string, authorization?: string): (text: string) => string {
  return (text) => {
    if (key === undefined || authorization === undefined) return text
    const secrets = [authorization.split(' ').at(-1), key, ...key.split(/[.:]/).slice(1)]
    const given = secrets.filter((secret): secret is string => Boolean(secret))
    const escaped = given.map((secret) => secret.replace(/[^a-z\d]/gi, '\\$&'))
    return text.replace(new RegExp(escaped.join('|'), 'gi'), '(API key)')
  }
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
