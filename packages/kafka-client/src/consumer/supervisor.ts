import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../connection/cluster.ts'
import type { KafkaError, KafkaErrorCode } from '../errors.ts'
import type { PartitionOffset } from './acked-offsets.ts'
import { GroupSession, type Membership } from './group-session.ts'

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

  /** `onFailure` is told, once, when the membership is lost for good. */
  constructor(cluster: Cluster, membership: Membership, onFailure: (error: KafkaError) => void) {
    this.#cluster = cluster
    this.#membership = membership
    this.#onFailure = onFailure
  }

  /** Joins the group, with further attempts where these make sense. */
  async join(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs
    for (let tries = 0; ; tries++) {
      const session = new GroupSession(this.#cluster.newClient(), this.#membership)
      this.#session = session
      const failure = await this.#start(session, deadline)
      if (failure === undefined) return
      if (PERMANENT.has(failure.code) || Date.now() >= deadline) throw failure
      this.#warn('joining again', failure)
      await this.#pause(tries)
      if (this.#stopped.signal.aborted) throw failure
    }
  }

  async commit(offsets: readonly PartitionOffset[]): Promise<void> {
    await this.#session?.commit(offsets)
  }

  /** Leaves the group for good. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopped.abort()
    await this.#session?.stop(timeoutMs)
  }

  async #start(session: GroupSession, deadline: number): Promise<KafkaError | undefined> {
    try {
      await session.start(deadline - Date.now())
    } catch (error) {
      await session.stop(0)
      return this.#membership.faultOf(error)
    }
    void this.#watch(session)
    return undefined
  }

  async #watch(session: GroupSession): Promise<void> {
    const began = Date.now()
    const crash = await session.crashed
    if (this.#stopped.signal.aborted) return
    await session.stop(0)
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
    await this.#recover()
  }

  async #recover(): Promise<void> {
    await this.#pause(this.#crashes - 1)
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

  #warn(message: string, error: KafkaError): void {
    const { groupId } = this.#membership
    const text = `group '${groupId}': ${message}: ${error.message}`
    this.#cluster.log({ level: 'warn', message: text, details: { groupId, code: error.code } })
  }
}
