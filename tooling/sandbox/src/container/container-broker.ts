import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunningBroker } from '../engine.ts'
import { SandboxError } from '../errors.ts'
import { readIfThere } from '../files.ts'
import { lastWords } from '../last-words.ts'
import { BROKER_LOG, PREVIOUS_BROKER_LOG } from '../layout.ts'
import { type EngineApi, EngineRefusal } from './engine-api.ts'
import { engineFault } from './engine-faults.ts'
import { removeContainer } from './left-behind.ts'
import { LogFollower } from './log-follower.ts'

/** A broker's container that has just been started. */
export interface BrokerContainer {
  readonly api: EngineApi
  readonly id: string
  /** Where it is reached. */
  readonly host: string
  readonly port: number
  /** For its log. */
  readonly folder: string
}

/** A busy machine may need a minute; an idle one needs 5 s. */
const START_MS = 120_000
/** As long as the broker may take to close its files, in seconds; then the engine kills it. */
const STOP_S = 60
/** What the engine needs to notice that a container has ended. */
const GONE_MS = 20_000

/** Kafka in a container, which stays the same over a kill and a restart: so do its port and data. */
export class ContainerBroker implements RunningBroker {
  readonly #container: BrokerContainer
  #exit: Promise<string>
  #ended: string | undefined
  #asked = false
  #paused = false
  #onDeath: () => void = () => undefined

  private constructor(container: BrokerContainer) {
    this.#container = container
    this.#exit = Promise.resolve('')
  }

  /** Waits until the broker of a started container is up. @throws {SandboxError} */
  static async attach(container: BrokerContainer): Promise<ContainerBroker> {
    const broker = new ContainerBroker(container)
    await broker.#watch()
    return broker
  }

  get address(): string {
    return `${this.#container.host}:${this.port}`
  }

  get directAddress(): string {
    return this.address
  }

  get port(): number {
    return this.#container.port
  }

  get ended(): string | undefined {
    return this.#ended
  }

  onDeath(listener: () => void): void {
    this.#onDeath = listener
  }

  async kill(): Promise<void> {
    await this.#end(async () => {
      await this.#thaw()
      await this.#attempt('kill', { signal: 'KILL' })
    })
  }

  async restart(): Promise<void> {
    await this.kill()
    const { api, id, port } = this.#container
    try {
      await api.call(`/containers/${id}/start`, { method: 'POST' })
    } catch (cause) {
      throw cause instanceof EngineRefusal && cause.status === 404
        ? removed(id, cause)
        : engineFault('The container of the broker', cause, port)
    }
    await waitUntilUp(this.#container)
    await this.#watch()
  }

  async pause(): Promise<void> {
    await this.#container.api.call(this.#path('pause'), { method: 'POST' })
    this.#paused = true
  }

  async resume(): Promise<void> {
    await this.#container.api.call(this.#path('unpause'), { method: 'POST' })
    this.#paused = false
  }

  async log(): Promise<string> {
    return (await readIfThere(join(this.#container.folder, BROKER_LOG))) ?? ''
  }

  async stop(): Promise<void> {
    await this.#end(async () => {
      await this.#thaw()
      await this.#attempt('stop', { t: String(STOP_S) }, (STOP_S + 30) * 1000)
    })
    await removeContainer(this.#container.api, this.#container.id)
  }

  async discard(): Promise<void> {
    await this.#end(() => removeContainer(this.#container.api, this.#container.id))
  }

  async #end(how: () => Promise<void>): Promise<void> {
    this.#asked = true
    try {
      await how()
      await atMost(GONE_MS, this.#exit)
    } finally {
      this.#asked = false
    }
  }

  /** A paused process cannot end. */
  async #thaw(): Promise<void> {
    if (this.#paused && this.#ended === undefined) await this.resume()
    this.#paused = false
  }

  async #watch(): Promise<void> {
    this.#ended = undefined
    const { exit } = await exitOf(this.#container)
    this.#exit = exit.then((because) => {
      this.#ended = because
      if (!this.#asked) this.#onDeath()
      return because
    })
  }

  async #attempt(
    word: string,
    query: Record<string, string> = {},
    silenceMs = GONE_MS,
  ): Promise<void> {
    await this.#container.api.attempt(this.#path(word), { method: 'POST', query, silenceMs })
  }

  #path(word: string): string {
    return `/containers/${this.#container.id}/${word}`
  }
}

/** Waits until Kafka says that it serves. @throws {SandboxError} */
export async function waitUntilUp({
  api,
  id,
  folder,
}: Pick<BrokerContainer, 'api' | 'id' | 'folder'>): Promise<void> {
  const file = join(folder, BROKER_LOG)
  // Each start has a log of its own: what an earlier one met should not explain the next.
  await rename(file, join(folder, PREVIOUS_BROKER_LOG)).catch(() => undefined)
  const state = await api.call<Inspected>(`/containers/${id}/json`)
  const since = state?.State.StartedAt ?? new Date(0).toISOString()
  const log = await LogFollower.start(api, id, since, file)
  const outcome = await log.waitFor(/Kafka Server started/, START_MS)
  if (outcome === 'ended') throw died(log.tail, file)
  if (outcome === 'late') throw tooSlow(log.tail, file)
}

interface Inspected {
  readonly State: { readonly StartedAt: string }
}

/** Watches for words for how the container ended; that does not keep this process alive. */
async function exitOf({ api, id }: BrokerContainer): Promise<{ readonly exit: Promise<string> }> {
  const query = { condition: 'not-running' }
  const response = await api.stream(`/containers/${id}/wait`, { method: 'POST', query })
  const exit = new Promise<string>((resolve) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    response.on('error', () => undefined)
    response.once('close', () => {
      const code = /"StatusCode":(\d+)/.exec(text)?.[1]
      resolve(
        code === undefined
          ? 'the container engine has ended'
          : `its container has ended with code ${code}`,
      )
    })
  })
  return { exit }
}

function died(log: string, file: string): SandboxError {
  const full = log.includes('No space left on device')
  return new SandboxError('ERR_SANDBOX_BROKER_DIED', {
    what: 'The Kafka broker ended at its start',
    because: full ? 'the disk is full' : `its last words were: ${lastWords(log)}`,
    fix: full ? 'Free space, then start again.' : lookInto(file),
  })
}

function tooSlow(log: string, file: string): SandboxError {
  return new SandboxError('ERR_SANDBOX_TIMEOUT', {
    what: 'The Kafka broker did not start',
    because: `it is not up after ${START_MS / 1000} s; its last words were: ${lastWords(log)}`,
    fix: lookInto(file),
    retriable: true,
  })
}

function removed(id: string, cause: unknown): SandboxError {
  return new SandboxError('ERR_SANDBOX_BROKER_DIED', {
    what: 'The Kafka broker cannot be started again',
    because: `somebody removed its container ${id.slice(0, 12)}`,
    fix: 'Start another sandbox.',
    cause,
  })
}

function lookInto(file: string): string {
  return `Read ${file}; \`pnpm sandbox reset\` begins anew.`
}

/** Waits for a promise, but not for ever; meanwhile this process stays alive. */
async function atMost(timeMs: number, promise: Promise<unknown>): Promise<void> {
  let patience: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    patience = setTimeout(resolve, timeMs)
  })
  await Promise.race([promise, late])
  clearTimeout(patience)
}
