import { avroTypes, type Tap, type ValueCodec } from './avsc.ts'
import { claimItems } from './budget.ts'
import { RefusedValue } from './refusals.ts'
import { writeString } from './string.ts'

/** An array whose item counts are checked before memory is taken. */
export class BoundedArray extends avroTypes.ArrayType {
  declare readonly itemsType: InstanceType<typeof avroTypes.ArrayType>['itemsType'] & ValueCodec

  _read(tap: Tap): unknown[] {
    const { itemsType } = this
    const items: unknown[] = []
    for (let left = readBlockCount(tap); left > 0; left = readBlockCount(tap)) {
      for (; left > 0; left--) items.push(itemsType._read(tap))
    }
    return items
  }
}

/** A map whose item counts are checked, and whose keys are data, `__proto__` too. */
export class BoundedMap extends avroTypes.MapType {
  declare readonly valuesType: ValueCodec

  _read(tap: Tap): Record<string, unknown> {
    const { valuesType } = this
    const map: Record<string, unknown> = {}
    for (let left = readBlockCount(tap); left > 0; left = readBlockCount(tap)) {
      for (; left > 0; left--) put(map, tap.readString(), valuesType._read(tap))
    }
    return map
  }

  _write(tap: Tap, map: unknown): void {
    if (typeof map !== 'object' || map === null || Array.isArray(map)) throw new RefusedValue()
    const entries = Object.entries(map)
    if (entries.length > 0) tap.writeLong(entries.length)
    for (const [key, value] of entries) {
      writeString(tap, key)
      this.valuesType._write(tap, value)
    }
    tap.writeLong(0)
  }
}

/** A negative count is followed by the block's size in bytes, for those who skip. */
function readBlockCount(tap: Tap): number {
  const count = tap.readLong()
  if (count < 0) tap.skipLong()
  claimItems(Math.abs(count))
  return Math.abs(count)
}

function put(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value
  else
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
}
