import { avroTypes, type CheckHook, type Tap } from './avsc.ts'
import { enterRecord, leaveRecord } from './budget.ts'
import { RefusedValue } from './refusals.ts'

type Reader = (tap: Tap) => unknown
type Writer = (tap: Tap, value: unknown) => void
type Checker = (value: unknown, flags: unknown, hook?: CheckHook, path?: string[]) => boolean

/** avsc generates a record's methods when it compiles the schema. */
const generated = avroTypes.RecordType.prototype as unknown as {
  _createReader(this: BoundedRecord): Reader
  _createWriter(this: BoundedRecord): Writer
  _createChecker(this: BoundedRecord): Checker
}

/**
 * A record whose nesting is bounded, and that takes objects only: where every field has a default,
 * avsc writes the number 5 as a record of defaults.
 */
export class BoundedRecord extends avroTypes.RecordType {
  _createReader(): Reader {
    const read = generated._createReader.call(this)
    return (tap) => {
      enterRecord()
      const record = read(tap)
      leaveRecord()
      return record
    }
  }

  _createWriter(): Writer {
    const write = generated._createWriter.call(this)
    return (tap, value) => {
      if (!isRecord(value)) throw new RefusedValue()
      write(tap, value)
    }
  }

  _createChecker(): Checker {
    const check = generated._createChecker.call(this)
    return (value, flags, hook, path) => {
      if (isRecord(value)) return check.call(this, value, flags, hook, path)
      hook?.(value, this)
      return false
    }
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
