import { crc32 } from 'node:zlib'
import { KafkaError, reasonOf } from '../errors.ts'
import { type OldRecord, readOldRecords } from '../kafkajs-internals.ts'
import {
  ATTRIBUTES_AT,
  BASE_TIMESTAMP_AT,
  BATCH_HEADER_BYTES,
  COUNT_AT,
  CRC_AT,
  LAST_OFFSET_DELTA_AT,
  LEADER_EPOCH_AT,
  LENGTH_AT,
  MAGIC,
  MAGIC_AT,
} from './batch-layout.ts'
import { corrupt } from './corrupt.ts'
import { crc32c } from './crc32c.ts'
import { VARINT_BYTES, writeVarint, writeVarlong } from './varint.ts'

/** Before each record of an old format: its offset and size; then comes its CRC. */
const SIZE_AT = 8
const OLD_CRC_AT = 12
const OLD_CRC_END = 16

/** What Kafka says of a record that has no time. */
const NO_TIMESTAMP = -1
const NULL_LENGTH = -1
/** Attributes, two deltas, two lengths, and the count of headers, at their longest. */
const RECORD_MARGIN_BYTES = 1 + 10 + 3 * VARINT_BYTES + 1

/** Whether what was fetched begins in one of the formats before Kafka 0.11. */
export function isOldFormat(records: Buffer): boolean {
  const magic = records[MAGIC_AT]
  return magic !== undefined && magic < MAGIC
}

/**
 * Puts what was fetched in such a format into one record batch of today's, so that nothing else has to know of them;
 * they are read by KafkaJS. Empty where not even one record is whole.
 * @see https://kafka.apache.org/documentation/#messageset
 * @throws KafkaError `ERR_KAFKA_CORRUPT`; `ERR_KAFKA_COMPRESSION` for what KafkaJS has no codec of
 */
export async function modernized(records: Buffer): Promise<Buffer> {
  checkSums(records)
  try {
    return batchOf(await readOldRecords(records))
  } catch (cause) {
    const because = reasonOf(cause)
    if (!because.endsWith('compression not implemented')) throw corrupt(because, cause)
    throw new KafkaError('ERR_KAFKA_COMPRESSION', {
      what: 'cannot read records in a format before Kafka 0.11',
      because: `KafkaJS reads them, and says: ${because}`,
      fix: 'Give KafkaJS a codec in its CompressionCodecs',
      cause,
    })
  }
}

/** KafkaJS does not look at them. */
function checkSums(records: Buffer): void {
  for (let at = 0; at + MAGIC_AT < records.length && (records[at + MAGIC_AT] as number) < MAGIC; ) {
    const end = at + OLD_CRC_AT + records.readInt32BE(at + SIZE_AT)
    if (end > records.length) return
    if (end <= at + MAGIC_AT) throw corrupt('a record is shorter than can be')
    const found = crc32(records.subarray(at + OLD_CRC_END, end))
    if (found !== records.readUInt32BE(at + OLD_CRC_AT)) {
      throw corrupt(
        `the record at offset ${records.readBigInt64BE(at)} has another CRC than it says`,
      )
    }
    at = end
  }
}

/** A batch of these records, as a broker would give it. @see https://kafka.apache.org/documentation/#recordbatch */
function batchOf(records: readonly OldRecord[]): Buffer {
  const [first, last] = [records[0], records.at(-1)]
  if (first === undefined || last === undefined) return Buffer.alloc(0)
  const baseOffset = BigInt(first.offset)
  const header = Buffer.alloc(BATCH_HEADER_BYTES)
  const batch = Buffer.concat([header, ...records.map((record) => encoded(record, first))])
  batch.writeBigInt64BE(baseOffset)
  batch.writeInt32BE(batch.length - LEADER_EPOCH_AT, LENGTH_AT)
  batch[MAGIC_AT] = MAGIC
  batch.writeInt32BE(Number(BigInt(last.offset) - baseOffset), LAST_OFFSET_DELTA_AT)
  batch.writeBigInt64BE(BigInt(first.timestamp ?? NO_TIMESTAMP), BASE_TIMESTAMP_AT)
  batch.writeInt32BE(records.length, COUNT_AT)
  batch.writeUInt32BE(crc32c(batch, ATTRIBUTES_AT), CRC_AT)
  return batch
}

/** A record as it stands in a batch that another one begins. */
function encoded({ offset, timestamp, key, value }: OldRecord, first: OldRecord): Buffer {
  const fields = Buffer.alloc((key?.length ?? 0) + (value?.length ?? 0) + RECORD_MARGIN_BYTES)
  let end = 1
  end = writeVarlong(timeOf(timestamp) - timeOf(first.timestamp), fields, end)
  end = writeVarint(Number(BigInt(offset) - BigInt(first.offset)), fields, end)
  for (const part of [key, value]) {
    end = writeVarint(part?.length ?? NULL_LENGTH, fields, end)
    if (part !== null) end += part.copy(fields, end)
  }
  const withoutHeaders = fields.subarray(0, end + 1)
  const length = Buffer.alloc(VARINT_BYTES)
  return Buffer.concat([
    length.subarray(0, writeVarint(withoutHeaders.length, length, 0)),
    withoutHeaders,
  ])
}

function timeOf(timestamp: string | undefined): number {
  return Number(timestamp ?? NO_TIMESTAMP)
}
