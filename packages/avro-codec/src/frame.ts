import { notFramed } from './foreign-bytes.ts'

/**
 * The registry's wire format: a byte 0, the schema's id as a big-endian int32, the datum.
 * Source: Confluent Schema Registry, "Formats, serializers, and deserializers: wire format".
 */
export const FRAME_HEADER_BYTES = 5
/** Largest id: the frame has 32 bits, of which registries use the positive half. */
export const MAX_SCHEMA_ID = 0x7fffffff

/** Writes the header at `offset`, where there must be room for it. */
export function writeFrameHeader(target: Uint8Array, offset: number, schemaId: number): void {
  target[offset] = 0
  target[offset + 1] = schemaId >>> 24
  target[offset + 2] = schemaId >>> 16
  target[offset + 3] = schemaId >>> 8
  target[offset + 4] = schemaId
}

/**
 * Checks the header at `offset` and gives the schema's id.
 * @throws {@link AvroCodecError} ERR_AVRO_NOT_FRAMED
 */
export function readSchemaId(bytes: Uint8Array, offset: number, end: number): number {
  if (end - offset < FRAME_HEADER_BYTES || bytes[offset] !== 0) throw notFramed(bytes, offset, end)
  const id =
    (byteAt(bytes, offset + 1) << 24) |
    (byteAt(bytes, offset + 2) << 16) |
    (byteAt(bytes, offset + 3) << 8) |
    byteAt(bytes, offset + 4)
  if (id <= 0) throw notFramed(bytes, offset, end)
  return id
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}
