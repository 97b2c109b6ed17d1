import { KafkaError, reasonOf } from '../errors.ts'
import { BATCH_HEADER_BYTES } from './batch-layout.ts'
import { decompress } from './compression/codecs.ts'
import { corrupt } from './corrupt.ts'
import type { RecordBatch } from './decode-batches.ts'

/** One header of a record, as it lies in the batch. */
export interface HeaderBytes {
  readonly key: string
  readonly value: Uint8Array | null
}

/** What is kept of each record: where its parts are. A length of -1 is Kafka's null. */
const SLOTS = 6
const TIMESTAMP_AT = 0
const OFFSET_DELTA = 1
const KEY_AT = 2
const VALUE_AT = 4
const VALUE_LENGTH = 5

/**
 * The records of one batch, found but not copied: one object for all of them, since one for each is what makes
 * consuming slow.
 */
export class RecordColumns {
  readonly count: number
  /** What keys and values lie in. */
  readonly bytes: Buffer
  readonly #baseOffset: number
  readonly #baseTimestamp: number
  readonly #appendTimestamp: number | undefined
  readonly #slots: Int32Array
  #headersOf = -1
  #headers = NO_HEADERS

  /** @throws KafkaError `ERR_KAFKA_CORRUPT`, `ERR_KAFKA_COMPRESSION` */
  constructor(batch: RecordBatch) {
    const { bytes, start, end, compression, count } = batch
    const at = start + BATCH_HEADER_BYTES
    this.count = count
    this.bytes = compression === 0 ? bytes : decompress(compression, bytes.subarray(at, end))
    this.#baseOffset = batch.baseOffset
    this.#baseTimestamp = batch.baseTimestamp
    this.#appendTimestamp = batch.appendTimestamp
    const stretch = compression === 0 ? { at, end } : { at: 0, end: this.bytes.length }
    this.#slots = findRecords({ bytes: this.bytes, count, ...stretch })
  }

  offset(index: number): number {
    return this.#baseOffset + this.#slot(index, OFFSET_DELTA)
  }

  timestamp(index: number): number {
    const delta = varlong(this.bytes, this.#slot(index, TIMESTAMP_AT))
    return this.#appendTimestamp ?? this.#baseTimestamp + delta
  }

  key(index: number): Buffer | null {
    return this.#view(index, KEY_AT)
  }

  value(index: number): Buffer | null {
    return this.#view(index, VALUE_AT)
  }

  valueStart(index: number): number {
    return this.#slot(index, VALUE_AT)
  }

  /** Where the value ends; before its start where it is null. */
  valueEnd(index: number): number {
    return this.#slot(index, VALUE_AT) + this.#slot(index, VALUE_LENGTH)
  }

  hasHeaders(index: number): boolean {
    return this.bytes[this.#headersStart(index)] !== NO_HEADERS_BYTE
  }

  /** @throws KafkaError `ERR_KAFKA_BAD_RECORD`: the batch is as it was written, so it was written wrongly */
  headers(index: number): readonly HeaderBytes[] {
    if (!this.hasHeaders(index)) return NO_HEADERS
    // Asked for twice: to decode the value, and to be handed out.
    if (this.#headersOf !== index) {
      this.#headers = readHeaders(this.bytes, this.#headersStart(index))
      this.#headersOf = index
    }
    return this.#headers
  }

  #headersStart(index: number): number {
    return this.#slot(index, VALUE_AT) + Math.max(0, this.#slot(index, VALUE_LENGTH))
  }

  #slot(index: number, slot: number): number {
    return this.#slots[index * SLOTS + slot] as number
  }

  #view(index: number, slot: typeof KEY_AT | typeof VALUE_AT): Buffer | null {
    const at = this.#slot(index, slot)
    const length = this.#slot(index, slot + 1)
    return length < 0 ? null : this.bytes.subarray(at, at + length)
  }
}

const NO_HEADERS: readonly HeaderBytes[] = []
/** Their count, 0; nearly every record has that. */
const NO_HEADERS_BYTE = 0

interface RecordBytes {
  readonly bytes: Buffer
  readonly at: number
  readonly end: number
  readonly count: number
}

/** Bytes of the smallest record: length, attributes, two deltas, two lengths, count of headers. */
const LEAST_RECORD_BYTES = 7

/**
 * Goes through the records once. Every part is checked to lie within its record, so that what reads it later need
 * not be careful.
 */
function findRecords({ bytes, at, end, count }: RecordBytes): Int32Array {
  if (count * LEAST_RECORD_BYTES > end - at) {
    throw corrupt(`a batch announces ${count} records in ${end - at} bytes`)
  }
  const slots = new Int32Array(count * SLOTS)
  const cursor = new VarintCursor(bytes, at, end)
  for (let slot = 0; slot < slots.length; slot += SLOTS) {
    const length = cursor.varint()
    const recordEnd = cursor.at + length
    if (length < 0 || recordEnd > end) throw corrupt('a record reaches beyond its batch')
    cursor.at++ // its attributes, of which there are none yet
    slots[slot + TIMESTAMP_AT] = cursor.at
    cursor.skip()
    slots[slot + OFFSET_DELTA] = cursor.varint()
    cursor.field(slots, slot + KEY_AT)
    cursor.field(slots, slot + VALUE_AT)
    if (cursor.at >= recordEnd) throw corrupt('the parts of a record are longer than the record')
    cursor.at = recordEnd
  }
  return slots
}

function readHeaders(bytes: Buffer, at: number): readonly HeaderBytes[] {
  try {
    const cursor = new VarintCursor(bytes, at, bytes.length)
    const count = cursor.varint()
    if (count < 0) throw corrupt(`it has ${count} headers`)
    const headers: HeaderBytes[] = []
    for (let n = 0; n < count; n++) headers.push(readHeader(bytes, cursor))
    return headers
  } catch (cause) {
    throw new KafkaError('ERR_KAFKA_BAD_RECORD', {
      what: 'cannot read the headers of a record',
      because: cause instanceof KafkaError ? cause.because : reasonOf(cause),
      fix: 'Find out what wrote it',
      cause,
    })
  }
}

function readHeader(bytes: Buffer, cursor: VarintCursor): HeaderBytes {
  const name = cursor.varint()
  if (name < 0) throw corrupt('a header has no name')
  const key = bytes.toString('utf8', cursor.at, cursor.pass(name))
  const value = cursor.varint()
  return { key, value: value < 0 ? null : bytes.subarray(cursor.at, cursor.pass(value)) }
}

/**
 * Reads numbers of variable length, zigzag encoded.
 * @see https://protobuf.dev/programming-guides/encoding/#varints
 */
class VarintCursor {
  readonly #bytes: Buffer
  readonly #end: number
  at: number

  constructor(bytes: Buffer, at: number, end: number) {
    this.#bytes = bytes
    this.at = at
    this.#end = end
  }

  /** A number of up to 32 bits. */
  varint(): number {
    const bytes = this.#bytes
    let at = this.at
    let byte = bytes[at++] as number
    let value = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (shift > 28 || at >= this.#end) throw corrupt('a number in a record does not end')
      byte = bytes[at++] as number
      value |= (byte & 0x7f) << shift
    }
    if (at > this.#end) throw corrupt('a record ends in the middle')
    this.at = at
    return (value >>> 1) ^ -(value & 1)
  }

  /** Passes over a number of up to 64 bits. */
  skip(): void {
    const from = this.at
    while ((this.#bytes[this.at++] as number) >= 0x80) {
      if (this.at - from >= 10 || this.at >= this.#end)
        throw corrupt('a number in a record does not end')
    }
  }

  /** Notes where a field that tells its length begins, and its length, and passes over it. */
  field(places: Int32Array, index: number): void {
    const length = this.varint()
    places[index] = this.at
    places[index + 1] = length
    if (length > 0) this.pass(length)
  }

  /** Passes over so many bytes, and says where they end. */
  pass(length: number): number {
    this.at += length
    if (this.at > this.#end) throw corrupt('a part of a record reaches beyond its batch')
    return this.at
  }
}

/** A number of up to 64 bits; exact up to 2^53. */
function varlong(bytes: Buffer, at: number): number {
  let value = 0
  let scale = 1
  for (let next = at; ; scale *= 128) {
    const byte = bytes[next++] as number
    value += (byte & 0x7f) * scale
    if (byte < 0x80) break
  }
  // Zigzag, without bit operations, which would cut at 32 bits.
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
