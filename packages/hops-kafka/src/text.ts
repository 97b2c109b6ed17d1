/** Plain UTF-8 strings as record values, without Avro and without a registry. */
export interface TextSerde {
  /** The string's UTF-8 bytes. */
  encode(value: string): Uint8Array
  /** The string whose UTF-8 bytes stand in `bytes` from `offset` to `end`; bytes that are not UTF-8 become U+FFFD. */
  decode(bytes: Uint8Array, offset: number, end: number): string
}

/** Serializer and deserializer of plain strings, to be given as `value` to a producer or a consumer. */
export const text: TextSerde = {
  encode: (value) => Buffer.from(value, 'utf8'),
  decode: (bytes, offset, end) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', offset, end),
}
