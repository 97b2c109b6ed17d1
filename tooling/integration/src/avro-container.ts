/** Avro container files, as far as tests need to read them. Source: Avro specification, "Object Container Files". */
import { inflateRawSync } from 'node:zlib'
import { AvroCodec, AvroSchema } from '@hops-kafka/avro-codec'

/** What is in a container file, block by block. */
export interface Container {
  readonly schema: string
  readonly codec: string
  /** The data of each block one behind the other, not compressed, and how many there are. */
  readonly blocks: readonly { readonly count: number; readonly data: Buffer }[]
}

/** A place in bytes. */
interface Place {
  readonly bytes: Buffer
  pos: number
}

/** Reads a file compressed with `null` or `deflate`; of another, no blocks are given. */
export async function readContainer(bytes: Buffer): Promise<Container> {
  if (bytes.subarray(0, 4).toString('latin1') !== 'Obj\x01') throw new Error('no container file')
  const place = { bytes, pos: 4 }
  const metadata = new Map<string, Buffer>()
  for (let left = readVarint(place); left !== 0; left = readVarint(place)) {
    if (left < 0) readVarint(place)
    for (let item = Math.abs(left); item > 0; item--) {
      const key = readPiece(place, readVarint(place)).toString()
      metadata.set(key, readPiece(place, readVarint(place)))
    }
  }
  const codec = metadata.get('avro.codec')?.toString() ?? 'null'
  const schema = metadata.get('avro.schema')?.toString() ?? ''
  const sync = readPiece(place, 16)
  const blocks = []
  while (place.pos < bytes.length) {
    const count = readVarint(place)
    const packed = readPiece(place, readVarint(place))
    if (!readPiece(place, 16).equals(sync)) throw new Error('a sync marker is not there')
    if (codec === 'null') blocks.push({ count, data: packed })
    else if (codec === 'deflate') blocks.push({ count, data: inflateRawSync(packed) })
  }
  return { schema, codec, blocks }
}

/** A block's data, read as a list of them by the codec under test. */
export async function decodeBlock(schema: string, { count, data }: Container['blocks'][number]) {
  const items: unknown = JSON.parse(schema)
  const list = new AvroSchema({ type: 'array', items })
  const codec = new AvroCodec({
    schemas: { schemaById: async () => list.text },
    long: 'bigint',
    unions: 'wrapped',
    logicalTypes: { decimal: false, uuid: false, duration: false, 'big-decimal': false },
  })
  const framed = Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), varint(count), data, Buffer.alloc(1)])
  return (await codec.reader<unknown[]>().decode(framed)) as unknown[]
}

function varint(count: number): Buffer {
  const bytes = []
  let left = count * 2
  for (; left > 0x7f; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80)
  return Buffer.from([...bytes, left])
}

function readVarint(place: Place): number {
  let value = 0
  let factor = 1
  for (let byte = 0x80; byte >= 0x80; factor *= 128) {
    byte = place.bytes[place.pos++] ?? 0
    value += (byte & 0x7f) * factor
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

function readPiece(place: Place, length: number): Buffer {
  place.pos += length
  return place.bytes.subarray(place.pos - length, place.pos)
}
