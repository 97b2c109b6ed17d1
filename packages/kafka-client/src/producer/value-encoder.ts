import type { Serializer } from './types.ts'

const FIRST_BYTES = 1_024
/** Kafka's own limits are far below; a serializer that never finds room would loop otherwise. */
const MOST_BYTES = 256 * 1024 * 1024

/** Turns values into bytes of their own; one scratch buffer serves all `encodeInto` calls. */
export class ValueEncoder<T> {
  readonly #serializer: Serializer<T>
  #scratch = new Uint8Array(FIRST_BYTES)

  constructor(serializer: Serializer<T>) {
    this.#serializer = serializer
  }

  /** Throws what the serializer throws. The bytes are a copy: the serializer may use its buffer again. */
  encode(value: T): Buffer {
    const serializer = this.#serializer
    if (!('encodeInto' in serializer)) return Buffer.from(checkedBytes(serializer.encode(value)))
    for (;;) {
      const end = serializer.encodeInto(value, this.#scratch, 0)
      if (end >= 0) return Buffer.from(this.#written(end))
      this.#grow()
    }
  }

  #written(end: number): Uint8Array {
    if (end <= this.#scratch.length && Number.isInteger(end)) return this.#scratch.subarray(0, end)
    throw new Error(`encodeInto returned ${end} for a buffer of ${this.#scratch.length} bytes`)
  }

  #grow(): void {
    const size = this.#scratch.length * 2
    if (size > MOST_BYTES) throw new Error(`the value needs more than ${MOST_BYTES} bytes`)
    this.#scratch = new Uint8Array(size)
  }
}

function checkedBytes(bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes
  throw new Error(`encode returned ${typeof bytes}, not a Uint8Array`)
}
