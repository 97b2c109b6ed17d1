import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../connection/cluster.ts'
import { KafkaError, type KafkaErrorCode } from '../errors.ts'
import { GroupSession } from './group-session.ts'
import type { Membership } from './membership.ts'

/** How long a membership that was lost is sought again before the application is told. */
const RECOVERY_MS = 120_000
/** A membership that held so long was a sound one: what ends it begins the count anew. */
const SOUND_MS = 60_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000

/** What no further attempt can mend. */
const PERMANENT: ReadonlySet<KafkaErrorCode> = new Set([
  'ERR_KAFKA_BAD_OPTION',
  'ERR_KAFKA_NOT_AUTHORIZED',
])

/** Keeps one membership in a group: when KafkaJS gives up, whatever the reason, another session joins (B8). */
export class Supervisor {
  readonly #cluster: Cluster
  readonly #membership: Membership
  readonly #onFailure: (error: KafkaError) => void
  readonly #stopped = new AbortController()
  #session: GroupSession | undefined
  #crashes = 0
  #unsoundSince = 0
  #released = false

  /** `onFailure` is told, once, when the membership is lost for good. */
  constructor(cluster: Cluster, membership: Membership, onFailure: (error: KafkaError) => void) {
    this.#cluster = cluster
    this.#membership = membership
    this.#onFailure = onFailure
  }

  /** The session that is, or was last. */
  get session(): GroupSession | undefined {
    return this.#session
  }

  /** Joins the group, with further attempts where these make sense. */
  async join(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs
    for (let tries = 0; ; tries++) {
      if (this.#stopped.signal.aborted) throw this.#givenUp()
      const session = new GroupSession(this.#cluster.newClient(), this.#membership)
      this.#session = session
      const failure = await this.#start(session, deadline)
      if (failure === undefined) return
      if (this.#stopped.signal.aborted) throw this.#givenUp()
      if (PERMANENT.has(failure.code) || Date.now() >= deadline) throw failure
      this.#warn('joining again', failure)
      await this.#pause(tries)
    }
  }

  /** Leaves the group for good, also in the middle of a join. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopped.abort()
    await this.#session?.stop(timeoutMs)
  }

  /** Leaves the group until {@link rejoin}. */
  async release(timeoutMs: number): Promise<void> {
    this.#released = true
    this.#membership.onLost()
    await this.#session?.stop(timeoutMs)
  }

  /** Joins again after {@link release}. */
  rejoin(): void {
    if (!this.#released || this.#stopped.signal.aborted) return
    this.#released = false
    void this.#recover()
  }

  async #start(session: GroupSession, deadline: number): Promise<KafkaError | undefined> {
    const { signal } = this.#stopped
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    try {
      await Promise.race([session.start(deadline - Date.now()), stopped])
    } catch (error) {
      await session.stop(0)
      return this.#membership.faultOf(error)
    }
    if (signal.aborted) return this.#givenUp()
    void this.#watch(session)
    return undefined
  }

  async #watch(session: GroupSession): Promise<void> {
    const began = Date.now()
    const crash = await session.crashed
    if (this.#stopped.signal.aborted || session !== this.#session || this.#released) return
    this.#membership.onLost()
    await session.stop(LEAVE_MS)
    const now = Date.now()
    if (now - began >= SOUND_MS || this.#crashes === 0) {
      this.#crashes = 0
      this.#unsoundSince = now
    }
    this.#crashes++
    if (PERMANENT.has(crash.code) || now - this.#unsoundSince > RECOVERY_MS) {
      this.#onFailure(crash)
      return
    }
    this.#warn('the membership was lost, joining again', crash)
    await this.#pause(this.#crashes - 1)
    await this.#recover()
  }

  async #recover(): Promise<void> {
    if (this.#stopped.signal.aborted) return
    try {
      await this.join(RECOVERY_MS)
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#onFailure(this.#membership.faultOf(error))
    }
  }

  async #pause(tries: number): Promise<void> {
    const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries)
    await sleep(ms, undefined, { signal: this.#stopped.signal }).catch(() => {})
  }

  #givenUp(): KafkaError {
    return new KafkaError('ERR_KAFKA_ABORTED', {
      what: `cannot join group '${this.#membership.groupId}'`,
      because: 'the join was given up',
      fix: 'Create the consumer again if it is still wanted',
    })
  }

  #warn(message: string, error: KafkaError): void {
    const { groupId } = this.#membership
    const text = `group '${groupId}': ${message}: ${error.message}`
    this.#cluster.log({ level: 'warn', message: text, details: { groupId, code: error.code } })
  }
}

/** How long a session that has crashed may take to leave: its coordinator may be gone. */
const LEAVE_MS = 500
