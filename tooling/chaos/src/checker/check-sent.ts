import type { SendLog } from './send-log.ts'

/** A record as an independent reader found it; in the order of offsets within its partition. */
export interface StoredRecord {
  readonly partition: number
  readonly offset: number
  /** Undefined for a record without a key. */
  readonly key: string | undefined
  readonly id: number
}

/** All that an independent reader found in a topic. */
export interface StoredTopic {
  readonly records: readonly StoredRecord[]
  /** By partition: the offset that the reader reached. */
  readonly ends: ReadonlyMap<number, number>
}

/** What became of the records of a producer. All but the first three ought to be 0. */
export interface SentVerdict {
  readonly acked: number
  /** The sender was told that it failed, or nothing; the record is stored nevertheless. */
  readonly storedUnacked: number
  /** Records of the topic. */
  readonly stored: number
  /** Acknowledged, and not in the topic though the reader came past its place. */
  readonly lost: number
  /** Acknowledged at a place that the reader did not reach. */
  readonly unseen: number
  /** Copies beyond the first. */
  readonly duplicate: number
  /** Stored behind a later one of its key (without a key: of its partition), or on another partition than its key. */
  readonly reordered: number
  /** Acknowledged at a place where another record is. */
  readonly misplaced: number
  /** In the topic, and never sent. */
  readonly foreign: number
  /** The sender was told that it failed. */
  readonly failed: number
  /** The sender was told nothing. */
  readonly pending: number
  /** There was no time left to send it. */
  readonly unsent: number
}

/** Compares what a producer was told with what is in the topic. */
export function checkSent(log: SendLog, { records, ends }: StoredTopic): SentVerdict {
  const copies = new Uint32Array(log.count)
  const order = new OrderCheck()
  let foreign = 0
  for (const record of records) {
    if (!(record.id >= 0 && record.id < log.count)) {
      foreign += 1
      continue
    }
    copies[record.id] = (copies[record.id] ?? 0) + 1
    // A second copy is a duplicate, wherever it stands.
    if (copies[record.id] === 1) order.see(record)
  }
  return {
    acked: log.countOf('acked'),
    failed: log.countOf('failed'),
    pending: log.countOf('pending'),
    unsent: log.countOf('unsent'),
    stored: records.length,
    storedUnacked: count(log, (id) => log.ending(id) !== 'acked' && copies[id] !== 0),
    ...missing(log, copies, ends),
    duplicate: copies.reduce((sum, own) => sum + Math.max(0, own - 1), 0),
    reordered: order.broken,
    misplaced: misplaced(log, records),
    foreign,
  }
}

/** Whether nothing was lost, doubled, moved, refused or left in doubt. */
export function isClean(verdict: SentVerdict): boolean {
  const { lost, unseen, duplicate, reordered, misplaced, foreign } = verdict
  const { failed, pending, unsent } = verdict
  const broken = lost + unseen + duplicate + reordered + misplaced + foreign
  return broken + failed + pending + unsent === 0
}

/** Sees first copies in the order in which they are stored. */
class OrderCheck {
  broken = 0
  readonly #last = new Map<string, { id: number; readonly partition: number }>()

  see({ key, partition, id }: StoredRecord): void {
    const group = key ?? `partition ${partition}`
    const last = this.#last.get(group)
    if (last === undefined) this.#last.set(group, { id, partition })
    else if (last.partition !== partition || id < last.id) this.broken += 1
    else last.id = id
  }
}

function missing(
  log: SendLog,
  copies: Uint32Array,
  ends: StoredTopic['ends'],
): Pick<SentVerdict, 'lost' | 'unseen'> {
  const absent = (id: number): boolean => log.ending(id) === 'acked' && copies[id] === 0
  const beyond = (id: number): boolean => {
    const { partition, offset } = log.placeOf(id)
    return partition >= 0 && offset >= (ends.get(partition) ?? 0)
  }
  return {
    lost: count(log, (id) => absent(id) && !beyond(id)),
    unseen: count(log, (id) => absent(id) && beyond(id)),
  }
}

function misplaced(log: SendLog, records: readonly StoredRecord[]): number {
  const at = new Map(
    records.map(({ partition, offset, id }) => [`${partition}@${offset}`, id] as const),
  )
  return count(log, (id) => {
    const { partition, offset } = log.placeOf(id)
    if (log.ending(id) !== 'acked' || partition < 0 || offset < 0) return false
    const found = at.get(`${partition}@${offset}`)
    return found !== undefined && found !== id
  })
}

function count({ count: all }: SendLog, holds: (id: number) => boolean): number {
  let sum = 0
  for (let id = 0; id < all; id++) if (holds(id)) sum += 1
  return sum
}
