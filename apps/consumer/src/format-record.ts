import type { ConsumedRecord, FailedRecord } from 'hops-kafka'

/** A record as one line of text; what it holds depends on the reader. */
export type RecordFormat = (record: ConsumedRecord<unknown>) => string

/** For machines: the whole record, 64-bit numbers as strings. */
export const asJson: RecordFormat = ({ topic, partition, offset, key, timestamp, value }) =>
  JSON.stringify({ topic, partition, offset, timestamp, key: keyText(key), value }, (_, item) =>
    typeof item === 'bigint' ? item.toString() : item,
  )

/** For people: sensor, event time, value and place; other shapes of value as JSON. */
export const asColumns: RecordFormat = (record) => {
  const { topic, partition, offset, key, timestamp, value } = record
  const event = sensorEvent(value)
  const cells = [
    (event?.id ?? keyText(key) ?? '-').padEnd(10),
    timeText(event?.timestamp ?? timestamp),
    event === undefined ? plain(value) : event.value.toFixed(3).padStart(10),
    `${topic}-${partition}@${offset}`,
  ]
  return cells.map(printable).join('  ')
}

/** A record that cannot be decoded, for machines: its bytes as hexadecimal digits, and why. */
export function asRawJson({
  error,
  attempt: _,
  headers: __,
  key,
  value,
  offset,
  ...place
}: FailedRecord): string {
  const raw = value === null ? null : Buffer.from(value).toString('hex')
  return JSON.stringify({
    ...place,
    offset: String(offset),
    key: keyText(key),
    raw,
    error: error.because,
  })
}

/** The same for people. */
export function asRawColumns({
  topic,
  partition,
  offset,
  key,
  timestamp,
  value,
}: FailedRecord): string {
  const raw = `raw ${Buffer.from(value ?? []).toString('hex')}`
  const cells = [
    (keyText(key) ?? '-').padEnd(10),
    timeText(timestamp),
    raw,
    `${topic}-${partition}@${offset}`,
  ]
  return cells.map(printable).join('  ')
}

/** The largest distance from 1970 that a Date can show, ECMA-262 section 21.4.1.1. */
const MAX_TIME_MS = 8.64e15

/** Some producers stamp in nanoseconds: what is no date in milliseconds is shown as the number it is. */
function timeText(timeMs: number): string {
  return Math.abs(timeMs) <= MAX_TIME_MS ? new Date(timeMs).toISOString() : String(timeMs)
}

interface SensorEvent {
  readonly id: string
  readonly timestamp: number
  readonly value: number
}

function sensorEvent(value: unknown): SensorEvent | undefined {
  const event = value as Partial<SensorEvent> | null
  const fits =
    typeof event?.id === 'string' &&
    typeof event.timestamp === 'number' &&
    typeof event.value === 'number'
  return fits ? (event as SensorEvent) : undefined
}

function plain(value: unknown): string {
  if (value === null) return '(tombstone)'
  return typeof value === 'string' ? value : JSON.stringify(value, bigintsAsText)
}

function bigintsAsText(_: string, item: unknown): unknown {
  return typeof item === 'bigint' ? item.toString() : item
}

function keyText(key: Uint8Array | null): string | null {
  return key === null ? null : Buffer.from(key).toString('utf8')
}

/** Records come from strangers: control characters must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD')
}
