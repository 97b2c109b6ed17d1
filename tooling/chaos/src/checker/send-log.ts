/** How the sending of a record ended, as far as its sender was told. */
export type Ending = 'pending' | 'acked' | 'failed' | 'unsent'

const ENDINGS = ['pending', 'acked', 'failed', 'unsent'] as const satisfies readonly Ending[]

/** Where and when a record was acknowledged. */
export interface Acknowledgement {
  /** -1 where the client does not tell. */
  readonly partition: number
  /** -1 where the client does not tell. */
  readonly offset: number
  /** Milliseconds since the epoch. */
  readonly atMs: number
}

/** What a producer was told of the records 0, 1, 2 …, which it was given in this order. */
export class SendLog {
  readonly count: number
  readonly #endings: Uint8Array
  readonly #partitions: Int32Array
  readonly #offsets: Float64Array
  readonly #times: Float64Array
  readonly #reasons = new Map<string, number>()

  /** @param count - how many records were to be sent */
  constructor(count: number) {
    this.count = count
    this.#endings = new Uint8Array(count)
    this.#partitions = new Int32Array(count).fill(-1)
    this.#offsets = new Float64Array(count).fill(-1)
    this.#times = new Float64Array(count)
  }

  acked(id: number, { partition, offset, atMs }: Acknowledgement): void {
    this.#end(id, 'acked', atMs)
    this.#partitions[id] = partition
    this.#offsets[id] = offset
  }

  failed(id: number, reason: string, atMs: number): void {
    this.#end(id, 'failed', atMs)
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1)
  }

  /** The producer's process had no time left for it. */
  unsent(id: number): void {
    this.#end(id, 'unsent', 0)
  }

  ending(id: number): Ending {
    return ENDINGS[this.#endings[id] ?? 0] ?? 'pending'
  }

  /** Of an acknowledged record. */
  placeOf(id: number): Acknowledgement {
    return {
      partition: this.#partitions[id] ?? -1,
      offset: this.#offsets[id] ?? -1,
      atMs: this.#times[id] ?? 0,
    }
  }

  /** How many ended so. */
  countOf(ending: Ending): number {
    const code = ENDINGS.indexOf(ending)
    return this.#endings.reduce((sum, own) => sum + (own === code ? 1 : 0), 0)
  }

  /** Why records failed, and how many for each reason. */
  get reasons(): ReadonlyMap<string, number> {
    return this.#reasons
  }

  #end(id: number, ending: Ending, atMs: number): void {
    if (!(id >= 0 && id < this.count)) throw new RangeError(`record ${id} was never to be sent`)
    if (this.ending(id) !== 'pending') throw new Error(`record ${id} ended twice`)
    this.#endings[id] = ENDINGS.indexOf(ending)
    this.#times[id] = atMs
  }
}
