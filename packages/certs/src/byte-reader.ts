import { CertsError } from './errors.ts'

/** Reads big-endian fields. Each length is checked against the bytes left before anything is read. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #what: string
  #offset = 0

  /** @param what - Names the input in errors. */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#what = what
  }

  get offset(): number {
    return this.#offset
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset
  }

  uint8(field: string): number {
    return this.#view.getUint8(this.#advance(1, field))
  }

  uint16(field: string): number {
    return this.#view.getUint16(this.#advance(2, field))
  }

  uint32(field: string): number {
    return this.#view.getUint32(this.#advance(4, field))
  }

  int64(field: string): bigint {
    return this.#view.getBigInt64(this.#advance(8, field))
  }

  /** A view of the next bytes, not a copy. */
  take(length: number, field: string): Uint8Array {
    const start = this.#advance(length, field)
    return this.#bytes.subarray(start, start + length)
  }

  /** A number of items, refused when the bytes left cannot hold as many. */
  count(field: string, smallestItemBytes: number): number {
    const start = this.#offset
    const count = this.uint32(field)
    if (count * smallestItemBytes > this.remaining) {
      throw this.#truncated(`${field} at byte ${start} is ${count}, too many for`)
    }
    return count
  }

  #advance(length: number, field: string): number {
    const start = this.#offset
    if (length > this.remaining) {
      throw this.#truncated(`${field} at byte ${start} needs ${length} bytes, more than`)
    }
    this.#offset = start + length
    return start
  }

  #truncated(finding: string): CertsError {
    return new CertsError('ERR_CERTS_TRUNCATED', {
      what: this.#what,
      because: `${finding} the ${this.remaining} bytes left`,
      fix: 'The file was cut short or damaged: export or copy it again, in binary mode',
    })
  }
}
