import {
  ATTRIBUTES_AT,
  BASE_SEQUENCE_AT,
  BASE_TIMESTAMP_AT,
  BATCH_HEADER_BYTES,
  COUNT_AT,
  CRC_AT,
  LAST_OFFSET_DELTA_AT,
  LEADER_EPOCH_AT,
  LENGTH_AT,
  MAGIC,
  MAGIC_AT,
  MAX_TIMESTAMP_AT,
  PRODUCER_EPOCH_AT,
  PRODUCER_ID_AT,
} from './batch-layout.ts'
import { COMPRESSIONS, type Compression, compress, decompress } from './compression/codecs.ts'
import { crc32c } from './crc32c.ts'
import { sizeOfVarint, VARINT_BYTES, VarintReader, writeVarint, writeVarlong } from './varint.ts'

// Record batches of version 2 (KIP-98; Kafka's documentation, "Message Format"): a header, then the records.

/** Attributes, timestamp delta, offset delta, and the widths of two lengths that may have been guessed too small. */
const RECORD_MARGIN_BYTES = 1 + 10 + VARINT_BYTES + 2 * VARINT_BYTES
/** The length of a key or value that is null: -1. */
const NULL_LENGTH = 1

/** Length and bytes of a key that is null. */
export const NULL_KEY: Uint8Array = Uint8Array.of(NULL_LENGTH)
/** The count of no headers. */
export const NO_HEADERS: Uint8Array = Uint8Array.of(0)

/** Writes a value at `offset` of a buffer; returns the end, or a negative number when it does not fit. */
export type WriteValue<T> = (value: T, target: Buffer, offset: number) => number

/** Who sends a batch, and which of its batches it is, so that the broker can tell a copy (KIP-98). */
export interface Stamp {
  /** -1 without idempotence, as the other two. */
  readonly producerId: bigint
  readonly epoch: number
  readonly sequence: number
}

/** A record batch under construction, in a buffer that it is given. */
export class RecordBatch {
  #bytes: Buffer
  #end = BATCH_HEADER_BYTES
  #count = 0
  #baseTimestamp = 0
  #maxTimestamp = 0
  #compression: Compression = 'none'
  /** Widths of the lengths of the last record and value: the next ones are most likely as wide. */
  #recordWidth = 1
  #valueWidth = 1

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** Records so far. */
  get count(): number {
    return this.#count
  }

  /** Bytes so far, the header among them. */
  get size(): number {
    return this.#end
  }

  /** Bytes that the buffer has. */
  get capacity(): number {
    return this.#bytes.length
  }

  /** Milliseconds since the epoch, of the first record. */
  get baseTimestamp(): number {
    return this.#baseTimestamp
  }

  /** The buffer itself, to be used again once the batch is done with. */
  get buffer(): Buffer {
    return this.#bytes
  }

  /**
   * Writes a record behind the others; says whether it fitted. What `write` throws leaves the batch as it was.
   * @param key - the length, then the bytes
   * @param headers - the count, then the headers
   */
  append<T>(
    timestamp: number,
    key: Uint8Array,
    value: T | null,
    write: WriteValue<T>,
    headers: Uint8Array,
  ): boolean {
    const room = this.#bytes.length
    const from = this.#end + this.#recordWidth
    if (from + RECORD_MARGIN_BYTES + key.length + headers.length > room) return false
    let at = copy(key, this.#bytes, this.#begin(timestamp, from))
    at = value === null ? this.#writeNull(at) : this.#writeValue(value, write, at)
    if (at < 0 || at + headers.length + VARINT_BYTES > room) return false
    this.#finish(timestamp, from, copy(headers, this.#bytes, at))
    return true
  }

  /** Goes on in a larger buffer; the one used so far is free. */
  moveTo(larger: Buffer): Buffer {
    const former = this.#bytes
    former.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
    return former
  }

  /** Compresses the records, where that makes them fewer bytes. Nothing can be appended afterwards. */
  compress(compression: Compression): void {
    if (compression === 'none') return
    const packed = compress(compression, this.#bytes.subarray(BATCH_HEADER_BYTES, this.#end))
    if (BATCH_HEADER_BYTES + packed.length >= this.#end) return
    this.#end = BATCH_HEADER_BYTES + packed.copy(this.#bytes, BATCH_HEADER_BYTES)
    this.#compression = compression
  }

  /** Two batches, of the first `count` records and of the others, compressed as this one is. */
  split(count: number): readonly [RecordBatch, RecordBatch] {
    const packed = this.#bytes.subarray(BATCH_HEADER_BYTES, this.#end)
    const records = decompress(COMPRESSIONS.indexOf(this.#compression), packed)
    const sized = (): RecordBatch =>
      new RecordBatch(Buffer.allocUnsafe(BATCH_HEADER_BYTES + RECORD_MARGIN_BYTES + records.length))
    const halves = [sized(), sized()] as const
    const lengths = new VarintReader(records)
    for (let index = 0; index < this.#count; index++) {
      const length = lengths.varint()
      const fields = new VarintReader(records, lengths.at + 1)
      const timestamp = this.#baseTimestamp + fields.varlong()
      fields.varint()
      const end = lengths.at + length
      halves[index < count ? 0 : 1].#appendRaw(timestamp, records.subarray(fields.at, end))
      lengths.at = end
    }
    for (const half of halves) half.compress(this.#compression)
    return halves
  }

  /** Writes the header: from now on these are the bytes that travel, however often, until another stamp. */
  stamp({ producerId, epoch, sequence }: Stamp): void {
    const bytes = this.#bytes
    bytes.fill(0, 0, LENGTH_AT)
    bytes.writeInt32BE(this.#end - LEADER_EPOCH_AT, LENGTH_AT)
    bytes.writeInt32BE(-1, LEADER_EPOCH_AT)
    bytes[MAGIC_AT] = MAGIC
    bytes.writeInt16BE(COMPRESSIONS.indexOf(this.#compression), ATTRIBUTES_AT)
    bytes.writeInt32BE(this.#count - 1, LAST_OFFSET_DELTA_AT)
    bytes.writeBigInt64BE(BigInt(this.#baseTimestamp), BASE_TIMESTAMP_AT)
    bytes.writeBigInt64BE(BigInt(this.#maxTimestamp), MAX_TIMESTAMP_AT)
    bytes.writeBigInt64BE(producerId, PRODUCER_ID_AT)
    bytes.writeInt16BE(epoch, PRODUCER_EPOCH_AT)
    bytes.writeInt32BE(sequence, BASE_SEQUENCE_AT)
    bytes.writeInt32BE(this.#count, COUNT_AT)
    bytes.writeUInt32BE(crc32c(bytes, ATTRIBUTES_AT, this.#end), CRC_AT)
  }

  /** A record whose key, value and headers are written already. */
  #appendRaw(timestamp: number, fields: Uint8Array): void {
    const from = this.#end + this.#recordWidth
    const at = this.#begin(timestamp, from)
    this.#finish(timestamp, from, copy(fields, this.#bytes, at))
  }

  /** Attributes, timestamp delta and offset delta, from `from` on. */
  #begin(timestamp: number, from: number): number {
    if (this.#count === 0) this.#baseTimestamp = timestamp
    this.#bytes[from] = 0
    const at = writeVarlong(timestamp - this.#baseTimestamp, this.#bytes, from + 1)
    return writeVarint(this.#count, this.#bytes, at)
  }

  /** The record's length before what is written of it. */
  #finish(timestamp: number, from: number, end: number): void {
    const start = this.#end
    const width = sizeOfVarint(end - from)
    if (width !== this.#recordWidth) {
      this.#bytes.copyWithin(start + width, from, end)
      this.#recordWidth = width
    }
    writeVarint(end - from, this.#bytes, start)
    this.#end = start + width + end - from
    if (this.#count === 0 || timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp
    this.#count++
  }

  #writeNull(at: number): number {
    this.#bytes[at] = NULL_LENGTH
    return at + 1
  }

  /** The value behind its length, or a negative number when there is no room. */
  #writeValue<T>(value: T, write: WriteValue<T>, at: number): number {
    const from = at + this.#valueWidth
    const end = write(value, this.#bytes, from)
    if (end < 0 || end + VARINT_BYTES > this.#bytes.length) return -1
    const width = sizeOfVarint(end - from)
    if (width !== this.#valueWidth) {
      this.#bytes.copyWithin(at + width, from, end)
      this.#valueWidth = width
    }
    writeVarint(end - from, this.#bytes, at)
    return at + width + end - from
  }
}

/** For the few bytes of a key a loop costs less than a call. */
function copy(source: Uint8Array, target: Buffer, at: number): number {
  const { length } = source
  if (length > 64) target.set(source, at)
  else for (let index = 0; index < length; index++) target[at + index] = source[index] as number
  return at + length
}
