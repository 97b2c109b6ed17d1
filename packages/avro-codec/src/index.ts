export {
  AvroCodec,
  type LatestOfSubject,
  type ReaderOptions,
  type RegisteredAs,
  type SchemaOfId,
  type WriterSchema,
} from './avro-codec.ts'
export { AvroSchema, type SchemaOptions, type SchemaText } from './avro-schema.ts'
export {
  AVRO_CODEC_ERROR_CODES,
  AvroCodecError,
  type AvroCodecErrorCode,
  type AvroCodecErrorDetails,
  type ValueIssue,
} from './errors.ts'
export type { FromSchema, IntoSchema } from './from-schema.ts'
export type { AvroCodecOptions } from './options.ts'
export type { AvroReader } from './reader.ts'
export type { RecordHeader } from './record-headers.ts'
export type { Limits } from './runtime/limits.ts'
export { LOGICAL_TYPES, type LogicalTypeName } from './schema/logical-types.ts'
export type { LatestSchema, SchemaSource } from './schema-source.ts'
export {
  recordName,
  type SubjectParts,
  type SubjectStrategy,
  topicName,
  topicRecordName,
} from './subjects.ts'
export type { Duration } from './values/duration.ts'
export type { LogicalTypeForms, ValueForms } from './values/value-forms.ts'
export type { AvroWriter } from './writer.ts'
