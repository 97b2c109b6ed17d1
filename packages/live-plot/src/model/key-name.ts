/** Most UTF-16 units of a key that are kept. */
const MOST_UNITS = 256
/** Of a longer key this much stays readable. */
const READABLE_UNITS = 200

/**
 * The key under which a series is kept: the key itself, or the beginning of a very long one with
 * its length and a checksum, so that long keys with one beginning stay apart and none is held on to.
 */
export function keyName(key: string): string {
  if (key.length <= MOST_UNITS) return key
  return `${key.slice(0, READABLE_UNITS)}… (${key.length} characters, ${checksum(key)})`
}

/** FNV-1a, 32 bits. */
function checksum(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
