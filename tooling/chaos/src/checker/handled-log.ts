/** A record that a member of a group says it has handled. */
export interface Handling {
  readonly partition: number
  readonly offset: number
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly atMs: number
}

/** What the members of a group have handled, in the order in which they told it. */
export class HandledLog {
  /** How often, by place. */
  readonly #times = new Map<string, number>()
  /** The highest offset that a member has handled first, by member and partition. */
  readonly #first = new Map<string, number>()
  /** One behind the highest offset that a member has handled, by member and partition. */
  readonly #positions = new Map<string, Map<number, number>>()
  /** Handlings of a record that had been handled before. */
  redelivered = 0
  /** Records that a member handled, for the first time ever, after a later one of their partition. */
  reordered = 0

  /** @param member - of one process */
  add(member: string, { partition, offset }: Handling): void {
    const place = `${partition}@${offset}`
    const times = this.#times.get(place) ?? 0
    this.#times.set(place, times + 1)
    this.#advance(member, partition, offset + 1)
    if (times > 0) {
      this.redelivered += 1
      return
    }
    const lane = `${member} ${partition}`
    const highest = this.#first.get(lane) ?? -1
    if (offset < highest) this.reordered += 1
    this.#first.set(lane, Math.max(highest, offset))
  }

  /** How many different records were handled. */
  get handled(): number {
    return this.#times.size
  }

  /** Whether a record was handled at least once. */
  has(partition: number, offset: number): boolean {
    return this.#times.has(`${partition}@${offset}`)
  }

  /** What a member has handled beyond what its group has committed, in records. */
  uncommitted(member: string, committed: ReadonlyMap<number, number>): number {
    const positions = this.#positions.get(member) ?? new Map<number, number>()
    return [...positions].reduce(
      (sum, [partition, position]) => sum + Math.max(0, position - (committed.get(partition) ?? 0)),
      0,
    )
  }

  #advance(member: string, partition: number, position: number): void {
    const own = this.#positions.get(member) ?? new Map<number, number>()
    own.set(partition, Math.max(own.get(partition) ?? 0, position))
    this.#positions.set(member, own)
  }
}
