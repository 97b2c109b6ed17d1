export { AvroCodec, type AvroCodecOptions, type WriterSchema } from './avro-codec.ts'
export {
  AVRO_CODEC_ERROR_CODES,
  AvroCodecError,
  type AvroCodecErrorCode,
  type AvroCodecErrorDetails,
  type ValueIssue,
} from './errors.ts'
export type { AvroReader } from './reader.ts'
export type { SchemaSource } from './schema-source.ts'
export type { AvroWriter } from './writer.ts'
