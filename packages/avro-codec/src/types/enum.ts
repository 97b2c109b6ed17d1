import { avroTypes, type CheckHook, type Tap } from './avsc.ts'
import { RefusedValue } from './refusals.ts'

/** An enum that knows its own symbols only: avsc 5.7.9 writes "constructor" as the first symbol. */
export class SafeEnum extends avroTypes.EnumType {
  declare readonly _indices: Readonly<Record<string, number>>

  _check(value: unknown, _flags: unknown, hook?: CheckHook): boolean {
    const valid = this.#indexOf(value) !== undefined
    if (!valid) hook?.(value, this)
    return valid
  }

  _write(tap: Tap, value: unknown): void {
    const index = this.#indexOf(value)
    if (index === undefined) throw new RefusedValue()
    tap.writeLong(index)
  }

  #indexOf(value: unknown): number | undefined {
    if (typeof value !== 'string' || !Object.hasOwn(this._indices, value)) return undefined
    return this._indices[value]
  }
}
