import { avroTypes, type CheckHook, type Tap } from './avsc.ts'
import { RefusedValue } from './refusals.ts'

/** Up to this length a loop is faster than a call into the runtime. */
const SHORT = 32
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * A string as well-formed UTF-8. avsc 5.7.9 writes lone surrogates as bytes that are not UTF-8, and
 * runs past the end of short strings that are not ASCII, over whatever lies behind them.
 */
export class SafeString extends avroTypes.StringType {
  _check(value: unknown, _flags: unknown, hook?: CheckHook): boolean {
    const valid = typeof value === 'string' && !LONE_SURROGATE.test(value)
    if (!valid) hook?.(value, this)
    return valid
  }

  _write(tap: Tap, value: unknown): void {
    if (typeof value !== 'string') throw new RefusedValue()
    writeString(tap, value)
  }
}

/** Writes the length in bytes and the UTF-8 bytes; past the end of the buffer it only moves on. */
export function writeString(tap: Tap, value: string): void {
  const bytes = Buffer.byteLength(value)
  const isAscii = bytes === value.length
  if (!isAscii && LONE_SURROGATE.test(value)) {
    throw new RefusedValue('a string with a lone surrogate has no UTF-8 form')
  }
  tap.writeLong(bytes)
  const { buf, pos } = tap
  tap.pos += bytes
  if (tap.pos > buf.length) return
  if (!isAscii) buf.write(value, pos, bytes, 'utf8')
  else if (bytes > SHORT) buf.write(value, pos, bytes, 'latin1')
  else for (let index = 0; index < bytes; index++) buf[pos + index] = value.charCodeAt(index)
}
