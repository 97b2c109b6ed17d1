import { avroTypes, type CheckHook, type Tap } from './avsc.ts'
import { BrokenDatum, RefusedValue, UnsafeLong } from './refusals.ts'

/** Up to here avsc's own arithmetic is exact, in both directions and for either sign. */
const EXACT_IN_AVSC = 2 ** 52
/** Ten groups of seven bits hold 64 bits. */
const MAX_VARINT_BYTES = 10

/**
 * A long as a number, exact over the whole safe range. avsc 5.7.9 computes with doubles beyond
 * 2^53 and so writes and reads longs below -2^52 wrongly, without a word (mtth/avsc#455).
 */
export class SafeLong extends avroTypes.LongType {
  _check(value: unknown, _flags: unknown, hook?: CheckHook): boolean {
    const valid = Number.isSafeInteger(value)
    if (!valid) hook?.(value, this)
    return valid
  }

  _write(tap: Tap, value: unknown): void {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new RefusedValue()
    if (value > -EXACT_IN_AVSC && value < EXACT_IN_AVSC) tap.writeLong(value)
    else writeExactly(tap, value)
  }

  _read(tap: Tap): number {
    const start = tap.pos
    const value = readVarint(tap)
    if (value > -EXACT_IN_AVSC && value < EXACT_IN_AVSC) return value
    return readExactly(tap, start)
  }
}

/** An int that refuses what 32 bits cannot hold; avsc reads up to 64 bits. */
export class SafeInt extends avroTypes.IntType {
  _read(tap: Tap): number {
    const value = readVarint(tap)
    if (value !== (value | 0)) throw new BrokenDatum('it holds an int of more than 32 bits')
    return value
  }
}

function readVarint(tap: Tap): number {
  const start = tap.pos
  const value = tap.readLong()
  if (tap.pos - start > MAX_VARINT_BYTES) {
    throw new BrokenDatum(`it holds a number of more than ${MAX_VARINT_BYTES} bytes`)
  }
  return value
}

function writeExactly(tap: Tap, value: number): void {
  const exact = BigInt(value)
  let zigzag = exact >= 0n ? exact * 2n : exact * -2n - 1n
  for (; zigzag > 0x7fn; zigzag >>= 7n) tap.buf[tap.pos++] = Number(zigzag & 0x7fn) | 0x80
  tap.buf[tap.pos++] = Number(zigzag)
}

function readExactly(tap: Tap, start: number): number {
  let zigzag = 0n
  for (let pos = start; pos < tap.pos; pos++) {
    zigzag |= BigInt((tap.buf[pos] ?? 0) & 0x7f) << BigInt(7 * (pos - start))
  }
  const exact = (zigzag >> 1n) ^ -(zigzag & 1n)
  if (zigzag >= 2n ** 64n) throw new BrokenDatum('it holds a long of more than 64 bits')
  const value = Number(exact)
  if (!Number.isSafeInteger(value)) {
    throw new UnsafeLong(`it holds the long ${exact}, which a number cannot hold exactly`)
  }
  return value
}
