import {
  AvroCodec,
  AvroCodecError,
  type AvroCodecOptions,
  type AvroReader,
  type SchemaSource,
} from '../src/index.ts'

/** The schema as the guide prints it: logicalType beside type. */
export const GUIDE_SCHEMA = JSON.stringify({
  type: 'record',
  name: 'sensor',
  fields: [
    { name: 'timestamp', type: 'long', logicalType: 'timestamp-millis' },
    { name: 'id', type: 'string' },
    { name: 'value', type: 'double' },
  ],
})

/** A source that holds a table, and the ids it was asked for. */
export function tableSource(table: Record<number, unknown>) {
  const asked: number[] = []
  const source: SchemaSource = {
    async schemaById(id) {
      asked.push(id)
      const schema = table[id]
      if (schema === undefined) throw new Error(`no schema ${id}`)
      return typeof schema === 'string' ? schema : JSON.stringify(schema)
    },
  }
  return { source, asked }
}

/** A codec, and a writer and a warm reader for one schema under id 1. */
export async function codecFor(schema: unknown, options: Partial<AvroCodecOptions> = {}) {
  const codec = new AvroCodec({ schemas: tableSource({ 1: schema }).source, ...options })
  const writer = await codec.writer<unknown>({ id: 1 })
  return { codec, writer, reader: codec.reader<unknown>() }
}

/** Decodes all of `bytes`; the schema must be warm. */
export function decodeAll<T>(reader: AvroReader<T>, bytes: Uint8Array): T {
  const value = reader.decode(bytes, 0, bytes.length)
  if (value instanceof Promise) throw new Error('the schema is not warm')
  return value
}

/** A frame of schema 1 around the datum's bytes. */
export function framed(...datum: readonly number[]): Buffer {
  return Buffer.from([0, 0, 0, 0, 1, ...datum])
}

/** The codec error that `act` throws; any other error is a failure of the test. */
export function refusedBy(act: () => unknown): AvroCodecError {
  try {
    act()
  } catch (error) {
    if (error instanceof AvroCodecError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
