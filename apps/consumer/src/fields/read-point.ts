import type { ConsumedRecord } from 'hops-kafka'
import type { ChosenFields } from './choose-fields.ts'
import type { Field } from './field.ts'

/** What is plotted of a record. */
export interface Point {
  readonly key: string
  readonly timeMs: number
  readonly value: number
}

/** A record that has no point, and why. */
export interface NoPoint {
  readonly key: string | undefined
  readonly reason: string
}

/** Reads points of records by one choice of fields. Nothing that a record holds makes it throw. */
export function pointReader(
  choice: ChosenFields,
): (record: ConsumedRecord<unknown>) => Point | NoPoint {
  const key = choice.key?.path.split('.')
  const time = choice.time?.path.split('.')
  const value = choice.value?.path.split('.')
  return (record) => {
    const ownKey = record.key === null ? undefined : Buffer.from(record.key).toString('utf8')
    // A tombstone says that the key has no value any more: a gap in its line.
    if (record.value === null) {
      return { key: ownKey ?? record.topic, timeMs: record.timestamp, value: Number.NaN }
    }
    const name = nameOf(at(record.value, key)) ?? ownKey ?? record.topic
    const timeMs = time ? timeOf(at(record.value, time), choice.time) : record.timestamp
    const number = numberOf(value ? at(record.value, value) : record.value)
    if (number === undefined) return { key: name, reason: lacks(choice.value, 'a number') }
    if (timeMs === undefined) return { key: name, reason: lacks(choice.time, 'a time') }
    return { key: name, timeMs, value: number }
  }
}

function lacks(field: Field | undefined, what: string): string {
  return field === undefined ? `it has not ${what}` : `its field ${field.path} is not ${what}`
}

function at(value: unknown, path: readonly string[] | undefined): unknown {
  if (path === undefined) return undefined
  let item = value
  for (const name of path) {
    if (typeof item !== 'object' || item === null || !Object.hasOwn(item, name)) return undefined
    item = (item as Record<string, unknown>)[name]
  }
  return item
}

function nameOf(item: unknown): string | undefined {
  const inner = unwrapped(item)
  if (typeof inner === 'string') return inner
  return typeof inner === 'number' || typeof inner === 'bigint' ? String(inner) : undefined
}

/** NaN, a gap, for null. */
function numberOf(item: unknown): number | undefined {
  const inner = unwrapped(item)
  if (typeof inner === 'number') return inner
  if (inner === null) return Number.NaN
  if (typeof inner === 'bigint') return Number(inner)
  // Plain strings, as of `--simple`, may be numbers.
  return typeof inner === 'string' && /^\s*[-+]?[\d.]+(e[-+]?\d+)?\s*$/i.test(inner)
    ? Number(inner)
    : undefined
}

function timeOf(item: unknown, field: Field | undefined): number | undefined {
  const inner = unwrapped(item)
  const time = typeof inner === 'string' ? Date.parse(inner) : numberOf(inner)
  if (time === undefined || !Number.isFinite(time)) return undefined
  if (typeof inner === 'string') return time
  return field?.unitMs === undefined ? byMagnitude(time) : time * field.unitMs
}

/** A schema seldom says the unit; the number of digits does, for any time since 1973. */
function byMagnitude(time: number): number {
  const size = Math.abs(time)
  if (size < 1e11) return time * 1000
  if (size < 1e14) return time
  return size < 1e17 ? time / 1e3 : time / 1e6
}

/** A union whose branches cannot be told apart is decoded as `{ branch: value }`. */
function unwrapped(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item
  const values = Object.values(item)
  return values.length === 1 ? values[0] : item
}
