import type { LogEntry } from '../connection/connection.ts'
import type { KafkaError } from '../errors.ts'
import type { ProduceAnswer } from '../wire/produce.ts'
import type { Account } from './account.ts'
import type { Batch } from './batch.ts'
import { Judge, type JudgeParts } from './judge.ts'
import { type Link, NotSent } from './kafka-link.ts'
import type { Lane } from './lane.ts'
import type { Verdict } from './verdict.ts'

/** Requests under way to one broker. */
const MOST_REQUESTS = 5
/** A request takes batches up to here; one batch it takes in any case. */
const REQUEST_BYTES = 1_048_576
/** How often records are looked at that may have run out of time. */
const SWEEP_MS = 200
const METADATA_MAX_AGE_MS = 300_000

/** What a sender works with. */
export interface SenderParts extends JudgeParts {
  readonly link: Link
  readonly account: Account
  readonly log: (entry: LogEntry) => void
  /** Told when records have ended, so that others find room. */
  readonly onRoom: () => void
}

/** A broker that leads partitions of ours. */
interface Leader {
  readonly node: number
  /** Lanes that have something to send. */
  readonly lanes: Set<Lane>
  requests: number
  /** Whether its last request was answered; if not, one at a time tries. */
  sound: boolean
}

interface Outgoing {
  readonly lane: Lane
  readonly batch: Batch
}

/** Takes from the lanes what may go, groups it by leader, sends it, and hands the lanes their answers. */
export class Sender {
  readonly #parts: SenderParts
  readonly #judge: Judge
  readonly #leaders = new Map<number, Leader>()
  #scheduled = false
  #timer: NodeJS.Timeout | undefined
  #timerAt = Number.POSITIVE_INFINITY
  #sweptAt = 0
  #flushing = 0
  #refreshing: Promise<void> | undefined
  #refreshedAt = Date.now()
  #stopped = false

  constructor(parts: SenderParts) {
    this.#parts = parts
    this.#judge = new Judge(parts)
  }

  /** A lane has something new to send. */
  touch(lane: Lane): void {
    this.#leader(lane.leader).lanes.add(lane)
    this.wake()
  }

  /** Looks for what may go, as soon as the caller's turn is over. */
  wake(): void {
    if (this.#scheduled || this.#stopped) return
    this.#scheduled = true
    queueMicrotask(() => this.#drain())
  }

  /** As long as `work` lasts nothing waits for company. */
  async hurry<R>(work: Promise<R>): Promise<R> {
    this.#flushing++
    this.wake()
    try {
      return await work
    } finally {
      this.#flushing--
    }
  }

  /** Lanes may have another leader now. */
  moved(lanes: readonly Lane[]): void {
    for (const lane of lanes) {
      for (const { lanes: those } of this.#leaders.values()) those.delete(lane)
      if (!lane.idle) this.#leader(lane.leader).lanes.add(lane)
    }
    this.wake()
  }

  /** Sends nothing more. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #leader(node: number): Leader {
    const known = this.#leaders.get(node)
    if (known !== undefined) return known
    const leader: Leader = { node, lanes: new Set(), requests: 0, sound: false }
    this.#leaders.set(node, leader)
    return leader
  }

  #drain(): void {
    this.#scheduled = false
    if (this.#stopped) return
    const now = Date.now()
    if (now - this.#sweptAt >= SWEEP_MS) this.#sweep(now)
    if (now - this.#refreshedAt >= METADATA_MAX_AGE_MS) this.#refresh()
    for (const leader of this.#leaders.values()) this.#sendTo(leader, now)
    this.#schedule(now)
  }

  #sendTo(leader: Leader, now: number): void {
    if (leader.node < 0) {
      if (leader.lanes.size > 0) this.#refresh()
      return
    }
    const hurried = this.#flushing > 0 || this.#parts.account.full
    while (leader.requests < (leader.sound ? MOST_REQUESTS : 1)) {
      const outgoing = collect(leader, now, hurried)
      if (outgoing.length === 0) return
      this.#dispatch(leader, outgoing)
    }
  }

  #dispatch(leader: Leader, outgoing: readonly Outgoing[]): void {
    const { account, link } = this.#parts
    leader.requests++
    account.requests++
    account.batches += outgoing.length
    const batches = outgoing.map(({ lane: { topic, partition }, batch: { bytes } }) => {
      account.bytes += bytes.length
      return { topic, partition, bytes }
    })
    link.produce(leader.node, batches).then(
      (answer) => this.#answered(leader, outgoing, answer),
      (thrown: unknown) => this.#failed(leader, outgoing, thrown),
    )
  }

  #answered(leader: Leader, outgoing: readonly Outgoing[], { partitions }: ProduceAnswer): void {
    leader.sound = true
    this.#settle(leader, outgoing, (lane) => {
      const { verdict, moved } = this.#judge.answered(lane, partitions)
      if (moved) this.#refresh()
      return verdict
    })
  }

  #failed(leader: Leader, outgoing: readonly Outgoing[], thrown: unknown): void {
    leader.sound = false
    const notSent = thrown instanceof NotSent
    const cause = notSent ? thrown.cause : thrown
    this.#refresh()
    this.#settle(leader, outgoing, ({ topic }) => ({
      kind: 'again',
      unknown: !notSent,
      error: this.#parts.faultOf(cause, topic),
    }))
  }

  #settle(leader: Leader, outgoing: readonly Outgoing[], verdictOf: (lane: Lane) => Verdict): void {
    leader.requests--
    if (this.#stopped) return
    const now = Date.now()
    for (const { lane, batch } of outgoing) {
      const verdict = verdictOf(lane)
      if (verdict.kind !== 'stored') this.#logTrouble(lane, batch, verdict)
      lane.answered(batch, verdict, now)
      if (lane.idle) leader.lanes.delete(lane)
    }
    this.#parts.onRoom()
    this.wake()
  }

  #logTrouble({ partition }: Lane, batch: Batch, { kind, error }: Verdict & { error: KafkaError }) {
    if (kind !== 'again' && kind !== 'gap') return
    this.#parts.log({
      level: kind === 'gap' ? 'debug' : 'warn',
      message: `sending again: ${error.message}`,
      details: { partition, tries: batch.tries, records: batch.count },
    })
  }

  /** Asks where partitions are led now; one question at a time. */
  #refresh(): void {
    if (this.#refreshing !== undefined || this.#stopped) return
    this.#refreshing = this.#learn().finally(() => {
      this.#refreshing = undefined
      this.#refreshedAt = Date.now()
    })
  }

  async #learn(): Promise<void> {
    const { topics, link, log } = this.#parts
    const names = [...topics.values()].filter(({ known }) => known).map(({ name }) => name)
    try {
      const metadata = await link.metadata(names)
      for (const { topic, partitions } of metadata.topics) {
        const moved = topics.get(topic)?.learn(partitions) ?? []
        if (moved.length > 0) this.moved(moved)
      }
    } catch (thrown) {
      const { message } = this.#parts.faultOf(thrown, names.join(', '))
      log({ level: 'warn', message: `cannot ask for the leaders: ${message}`, details: {} })
    }
  }

  #sweep(now: number): void {
    this.#sweptAt = now
    for (const { lanes } of this.#leaders.values()) {
      for (const lane of lanes) {
        lane.expire(now)
        if (lane.idle) lanes.delete(lane)
      }
    }
    this.#parts.onRoom()
  }

  /** Sets the timer to when a pause or a wait for company ends, or the next sweep is due. */
  #schedule(now: number): void {
    let at = Number.POSITIVE_INFINITY
    for (const { lanes, node } of this.#leaders.values()) {
      for (const lane of lanes) at = Math.min(at, node < 0 ? at : lane.wakeAt(now), now + SWEEP_MS)
    }
    if (at === this.#timerAt) return
    clearTimeout(this.#timer)
    this.#timerAt = at
    if (at === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(
      () => {
        this.#timerAt = Number.POSITIVE_INFINITY
        this.#drain()
      },
      Math.max(1, at - now),
    )
  }
}

/**
 * The batches of one request: whatever is whole, and what still has room along with it; by itself the latter leaves only
 * when nothing is under way to its broker, so that under load it fills (as Nagle's algorithm, RFC 896).
 */
function collect(leader: Leader, now: number, hurried: boolean): readonly Outgoing[] {
  const ready: Lane[] = []
  let whole = leader.requests === 0
  for (const lane of leader.lanes) {
    const readiness = lane.readiness(now, hurried)
    if (readiness === 'nothing') continue
    if (readiness === 'whole') whole = true
    ready.push(lane)
  }
  const outgoing: Outgoing[] = []
  if (!whole) return outgoing
  let bytes = 0
  for (const lane of ready) {
    if (bytes >= REQUEST_BYTES) break
    const batch = lane.take(now)
    bytes += batch.records.size
    outgoing.push({ lane, batch })
    // To the end of the line, so that no partition waits for ever behind others.
    leader.lanes.delete(lane)
    leader.lanes.add(lane)
  }
  return outgoing
}
