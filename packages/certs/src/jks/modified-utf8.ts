// Java's modified UTF-8 (java.io.DataInput): each UTF-16 code unit is encoded by itself, so that
// surrogates travel as three bytes each, lone ones too, and U+0000 is C0 80.

/** Decodes modified UTF-8; undefined when a byte sequence is not one that Java reads. */
export function decodeModifiedUtf8(bytes: Uint8Array): string | undefined {
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0)
    if (length === 0 || at + length > bytes.length) return undefined
    const unit = codeUnit(bytes.subarray(at, at + length))
    if (unit === undefined) return undefined
    text += String.fromCharCode(unit)
    at += length
  }
  return text
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1
  if (first >= 0xc0 && first < 0xe0) return 2
  if (first >= 0xe0 && first < 0xf0) return 3
  return 0
}

function codeUnit(sequence: Uint8Array): number | undefined {
  const [first = 0, ...rest] = sequence
  if (rest.some((byte) => (byte & 0xc0) !== 0x80)) return undefined
  const [second = 0, third = 0] = rest
  if (rest.length === 0) return first
  if (rest.length === 1) return ((first & 0x1f) << 6) | (second & 0x3f)
  return ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)
}

/** Encodes text as modified UTF-8, without the length in front. */
export function encodeModifiedUtf8(text: string): Uint8Array {
  const bytes: number[] = []
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0 && unit < 0x80) bytes.push(unit)
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 0x3f))
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f))
  }
  return Uint8Array.from(bytes)
}
