import { TAG } from './tags.ts'

/** One DER value: tag, shortest length, content. */
export function encodeDer(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Uint8Array.of(tag, ...encodeLength(length)), ...content])
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length]
  const digits: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256)
  return [0x80 | digits.length, ...digits]
}

/** INTEGER, not negative. */
export function encodeInteger(value: number): Uint8Array {
  const digits: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256)
  // A leading one bit would read as negative.
  if ((digits[0] ?? 0x80) >= 0x80) digits.unshift(0)
  return encodeDer(TAG.integer, Uint8Array.from(digits))
}

/** OBJECT IDENTIFIER from its dotted form. */
export function encodeOid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return encodeDer(TAG.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)))
}

function base128(arc: number): number[] {
  const digits = [arc % 128]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift(0x80 | (rest % 128))
  }
  return digits
}

/** SEQUENCE of encoded values. */
export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return encodeDer(TAG.sequence, ...parts)
}
