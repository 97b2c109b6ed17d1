import { isDeepStrictEqual } from 'node:util'
import { AvroCodec } from '@hops-kafka/avro-codec'
import { normalize, parseAvroJson } from './avro-json.ts'
import type { AvroOracle, JavaDatum } from './avro-oracle.ts'

const RANDOM_DATA = 60

/** Nothing converted and nothing left to guess: what Java's generic data are. */
const FORMS = {
  long: 'bigint',
  unions: 'wrapped',
  bareBytes: false,
  logicalTypes: { decimal: false, uuid: false, duration: false, 'big-decimal': false },
} as const

/** A codec with one schema, and its data in hex without a frame. */
export async function bareCodec(schema: string) {
  const codec = new AvroCodec({ schemas: { schemaById: async () => schema }, ...FORMS })
  const writer = await codec.writer<unknown>({ id: 1 })
  const reader = codec.reader<unknown>()
  return {
    codec,
    encode: (value: unknown) => Buffer.from(writer.encode(value)).subarray(5).toString('hex'),
    decode: (hex: string) => reader.decodeSync(framed(hex)),
  }
}

/** A frame of schema 1 around a datum. */
export function framed(hex: string): Buffer {
  return Buffer.from(`0000000001${hex}`, 'hex')
}

/** Random data of a schema, written by Java. */
export function randomData(java: AvroOracle, schema: string, seed: number): Promise<JavaDatum[]> {
  return java.ask('random', { schema, count: RANDOM_DATA, seed })
}

/**
 * Java's random data through the codec and back, and the codec's bytes through Java.
 * @returns what differs, in the order of the way: nothing, if all is well
 */
export async function exchange(java: AvroOracle, schema: string): Promise<string[]> {
  const { encode, decode } = await bareCodec(schema)
  const data = await randomData(java, schema, 42)
  const values = data.map(({ hex }) => decode(hex))
  const written = values.map(encode)
  const read = await java.ask<JavaDatum[]>('read', { schema, data: written })
  const hasSame = (index: number) => isDeepStrictEqual(read[index], data[index])
  return data.flatMap(({ hex, json }, index) => [
    ...(isDeepStrictEqual(normalize(values[index]), parseAvroJson(json)) ? [] : [`read: ${json}`]),
    ...(written[index] === hex ? [] : [`written: ${written[index]}, not ${hex}`]),
    ...(hasSame(index) ? [] : [`read by Java: ${read[index]?.json}, not ${json}`]),
  ])
}
