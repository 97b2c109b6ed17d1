import type { Deserializer } from 'hops-kafka'

/** The same deserializer; `onBytes` is told how long each value was. */
export function measured<T>(
  inner: Deserializer<T>,
  onBytes: (bytes: number) => void,
): Deserializer<T> {
  return {
    decode(bytes, offset, end, headers) {
      onBytes(end - offset)
      return inner.decode(bytes, offset, end, headers)
    },
  }
}
