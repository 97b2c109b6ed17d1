import type { Field } from './field.ts'

/** Fields that the user names. */
export interface NamedFields {
  readonly key?: string
  readonly time?: string
  readonly value?: string
}

/** Which fields become key, event time and value; Kafka's own key and timestamp stand in for those undefined. */
export interface ChosenFields {
  readonly key: Field | undefined
  readonly time: Field | undefined
  readonly value: Field | undefined
}

/** `time`, `TS`, `event_timestamp`, `eventTime`, `createdDate`, but not `runtime`. */
const LIKE_A_TIME =
  /(?:^|[._])(?:time(?:_?stamp)?|ts|date)(?:_?ms)?$|[a-z\d](?:Time(?:[sS]tamp)?|TS|Ts|Date)(?:Ms)?$/

/**
 * Takes the fields that are named, and guesses the others: as time the first number whose schema says so, or else
 * whose name does; as value the first number beside it; as key the first text.
 */
export function chooseFields(fields: readonly Field[], named: NamedFields): ChosenFields {
  const numbers = fields.filter(({ kind, path }) => kind === 'number' && path !== named.key)
  const free = numbers.filter(({ path }) => path !== named.value)
  const time =
    byName(fields, named.time) ??
    free.find(({ unitMs }) => unitMs !== undefined) ??
    free.find(({ path }) => LIKE_A_TIME.test(path))
  const texts = fields.filter(({ kind }) => kind === 'text')
  return {
    time,
    value: byName(fields, named.value) ?? numbers.find(({ path }) => path !== time?.path),
    key: byName(fields, named.key) ?? texts.find(({ path }) => path !== time?.path),
  }
}

/** A named field is taken at its word, also where neither schema nor first record has it. */
function byName(fields: readonly Field[], path: string | undefined): Field | undefined {
  if (path === undefined) return undefined
  return fields.find((field) => field.path === path) ?? { path, kind: 'number' }
}

/** The choice in words. */
export function describeChoice({ key, time, value }: ChosenFields): string {
  const what = value === undefined ? 'the value itself' : value.path
  return `plotting ${what} of each ${key?.path ?? 'record key'} over ${time?.path ?? "Kafka's timestamp"}`
}
