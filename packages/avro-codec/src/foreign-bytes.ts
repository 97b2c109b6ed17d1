import { AvroCodecError } from './errors.ts'

/** How many of the first bytes a message shows. */
const SHOWN_BYTES = 16

/** Other things that are found in topics, by their first bytes. */
const LOOKS_LIKE: readonly (readonly [prefix: readonly number[], name: string, fix: string])[] = [
  [[0x4f, 0x62, 0x6a, 0x01], 'an Avro container file (Obj 01)', 'Read it with a file reader'],
  [
    [0xc3, 0x01],
    'an Avro single object (C3 01)',
    'Its schema is named by a fingerprint, not an id',
  ],
  [[0x03], 'an AWS Glue frame (03)', 'Read it with the Glue registry’s deserializer'],
  [[0x01], 'a frame with a GUID instead of an id (01)', 'Read it with a client of that registry'],
  [[0x7b], 'JSON', 'Read this topic as text, or write it with an Avro serializer'],
  [[0x5b], 'JSON', 'Read this topic as text, or write it with an Avro serializer'],
  [[0x22], 'JSON', 'Read this topic as text, or write it with an Avro serializer'],
]

/** The error for bytes that do not start with the registry's frame, saying what they look like. */
export function notFramed(bytes: Uint8Array, offset: number, end: number): AvroCodecError {
  const shown = bytes.subarray(offset, Math.min(end, offset + SHOWN_BYTES))
  const { looks, fix } = recognise(bytes.subarray(offset, end))
  const hex = Buffer.from(shown)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')
  const more = end - offset > SHOWN_BYTES ? ' …' : ''
  return new AvroCodecError('ERR_AVRO_NOT_FRAMED', {
    what: `record value of ${end - offset} bytes`,
    because: `${looks}${hex === '' ? '' : `; it starts with ${hex}${more}`}`,
    fix,
  })
}

function recognise(bytes: Uint8Array): { looks: string; fix: string } {
  if (bytes.length === 0) {
    return {
      looks: 'it is empty, while a frame takes at least 5 bytes',
      fix: 'A tombstone has the value null: do not decode it',
    }
  }
  if (bytes[0] === 0) return recogniseId(bytes)
  const known = LOOKS_LIKE.find(([prefix]) => prefix.every((byte, index) => bytes[index] === byte))
  if (known) return { looks: `it looks like ${known[1]}, not like a registry frame`, fix: known[2] }
  return {
    looks: 'its first byte is not 0, as that of a registry frame is',
    fix: 'Check that the topic was written with an Avro serializer that uses a schema registry',
  }
}

/** The first byte is right, so the length or the id is not. */
function recogniseId(bytes: Uint8Array): { looks: string; fix: string } {
  if (bytes.length < 5) {
    return {
      looks: 'it is cut short: a frame takes at least 5 bytes',
      fix: 'Check that the topic was written with an Avro serializer that uses a schema registry',
    }
  }
  if (bytes.length >= 9 && bytes.subarray(1, 5).every((byte) => byte === 0)) {
    return {
      looks: 'its schema id is 0; it looks like an Apicurio frame with an id of 8 bytes',
      fix: 'Let the writer use 4-byte ids (Default4ByteIdHandler)',
    }
  }
  return {
    looks: `its schema id is ${Buffer.from(bytes).readInt32BE(1)}, while registries count from 1`,
    fix: 'Check that the topic was written with an Avro serializer that uses a schema registry',
  }
}
