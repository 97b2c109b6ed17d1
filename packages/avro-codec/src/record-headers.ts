import { AvroCodecError } from './errors.ts'
import { MAX_SCHEMA_ID, readSchemaId } from './frame.ts'
import { uuidOf } from './values/uuid.ts'

/** One header of a Kafka record. */
export interface RecordHeader {
  /** Its name. */
  readonly key: string
  /** Its bytes. */
  readonly value: Uint8Array | null
}

/** Set by Hopsworks' feature groups, whose records are bare Avro: the schema's id as text. */
const FEATURE_GROUP_HEADER = 'subjectId'
/** Set by Confluent's clients of 2025 and later: a frame's header, or a GUID behind a byte 1. */
const SCHEMA_ID_HEADERS = ['__value_schema_id', '__key_schema_id']

/**
 * The schema id that a record's headers name; `undefined` where they name none. Its value is then
 * bare Avro, without a frame. Of a repeated header the first counts.
 * @throws {@link AvroCodecError} ERR_AVRO_NOT_FRAMED where the header is none of these, or has a GUID
 */
export function schemaIdOf(headers: readonly RecordHeader[]): number | undefined {
  for (const { key, value } of headers) {
    if (value === null) continue
    if (key === FEATURE_GROUP_HEADER) return idOfText(value)
    if (SCHEMA_ID_HEADERS.includes(key)) return idOfHeader(key, value)
  }
  return undefined
}

function idOfText(value: Uint8Array): number {
  const text = Buffer.from(value).toString('latin1')
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (id > 0 && id <= MAX_SCHEMA_ID) return id
  throw badHeader(FEATURE_GROUP_HEADER, `${JSON.stringify(text.slice(0, 40))} is no schema id`)
}

function idOfHeader(key: string, value: Uint8Array): number {
  if (value[0] === 0 && value.length === 5) return readSchemaId(value, 0, 5)
  if (value[0] === 1 && value.length === 17) {
    throw badHeader(key, `it names the schema by its GUID, ${uuidOf(value.subarray(1))}`)
  }
  throw badHeader(key, `its ${value.length} bytes are neither a schema id nor a GUID`)
}

function badHeader(key: string, because: string): AvroCodecError {
  return new AvroCodecError('ERR_AVRO_NOT_FRAMED', {
    what: `record with a header ${key}`,
    because,
    fix: 'Read it with a client of the registry that wrote it, or let the writer put the id before the value',
  })
}
