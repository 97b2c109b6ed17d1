import type { Settings } from './options.ts'
import type { Schema } from './schema/schema.ts'

/**
 * Whether data of the schema are bytes without a length. Confluent's clients write a schema that is
 * just `"bytes"` like this, although Avro asks for the length.
 */
export function isBareBytes(schema: Schema, { bareBytes }: Pick<Settings, 'bareBytes'>): boolean {
  return bareBytes && schema.kind === 'bytes' && schema.logicalType === undefined
}
