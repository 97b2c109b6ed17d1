import { avroTypes, type CheckHook } from './avsc.ts'
import { RefusedValue } from './refusals.ts'

interface FloatTap {
  writeFloat(value: number): void
}

/** A float that refuses finite numbers which 32 bits would turn into infinity. */
export class SafeFloat extends avroTypes.FloatType {
  _check(value: unknown, _flags: unknown, hook?: CheckHook): boolean {
    const valid = fits(value)
    if (!valid) hook?.(value, this)
    return valid
  }

  _write(tap: FloatTap, value: unknown): void {
    if (!fits(value)) throw new RefusedValue()
    tap.writeFloat(value)
  }
}

function fits(value: unknown): value is number {
  if (typeof value !== 'number') return false
  return !Number.isFinite(value) || Number.isFinite(Math.fround(value))
}
