/** For the size, the header, and a client id of usual length. */
const HEADER_ROOM_BYTES = 256
/** As many as are under way to one broker. */
const MOST_KEPT = 5
const LEAST_BYTES = 4_096

/** The body of a request, with room before it in the same memory. KafkaJS takes it for an encoder of its own. */
export class RequestBody {
  /** All of its memory, for {@link RequestMemory} once the request is answered. */
  readonly memory: Buffer
  readonly #end: number
  #from = HEADER_ROOM_BYTES

  /** A body of so many bytes, to be written into {@link buffer}. */
  constructor(size: number, memory: RequestMemory) {
    this.#end = HEADER_ROOM_BYTES + size
    this.memory = memory.take(this.#end)
  }

  /** The body, with all that was put before it. */
  get buffer(): Buffer {
    return this.memory.subarray(this.#from, this.#end)
  }

  /** The same, under the name by which KafkaJS knows an encoder. */
  get buf(): Buffer {
    return this.buffer
  }

  size(): number {
    return this.#end - this.#from
  }

  /** Puts bytes before the others, and says whether there was room. */
  prepend(bytes: Buffer): boolean {
    if (bytes.length > this.#from) return false
    this.#from -= bytes.length
    this.memory.set(bytes, this.#from)
    return true
  }
}

/** Memory of requests, used again: fresh one for each would be most of the garbage where records are large. */
export class RequestMemory {
  readonly #free: Buffer[] = []

  /** At least so many bytes. */
  take(size: number): Buffer {
    const free = this.#free.pop()
    if (free !== undefined && free.length >= size) return free
    return Buffer.allocUnsafeSlow(Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(size))))
  }

  /** Only of a request that was answered: one that was not may still wait in a socket. */
  giveBack({ memory }: RequestBody): void {
    if (this.#free.length < MOST_KEPT) this.#free.push(memory)
  }
}
