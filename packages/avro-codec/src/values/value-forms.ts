import type { LogicalTypeName } from '../schema/logical-types.ts'

/** Which logical types are converted; the others are read and written as the type they annotate. */
export type LogicalTypeForms = Partial<Readonly<Record<LogicalTypeName, boolean>>>

/** How Avro's values look in JavaScript. */
export interface ValueForms {
  /**
   * `'number'`: a long outside ±(2^53 - 1) is an error both ways. `'bigint'`: longs are read as
   * bigints and may be given as either. `'auto'`: a number where that is exact, else a bigint.
   * @default 'number'
   */
  readonly long?: 'number' | 'bigint' | 'auto'
  /**
   * Which logical types are converted, each by its name: decimal and big-decimal to a string
   * (`'12.50'`), uuid to a string, duration to `{ months, days, milliseconds }`, timestamp-millis to
   * a `Date`; date, time-\* and all other timestamps to ISO 8601 strings, which hold every digit.
   * @default decimal, big-decimal, uuid and duration; dates, times and timestamps stay numbers
   */
  readonly logicalTypes?: LogicalTypeForms
  /**
   * `'bare'`: a union's value is the value itself. `'wrapped'`: `null`, or `{ branch: value }` as in
   * Avro's JSON encoding. Neither shape changes when a branch is added.
   * @default 'bare'
   */
  readonly unions?: 'bare' | 'wrapped'
}

/** The same, complete. */
export interface Forms {
  readonly long: 'number' | 'bigint' | 'auto'
  readonly logicalTypes: Readonly<Record<LogicalTypeName, boolean>>
  readonly unions: 'bare' | 'wrapped'
}

const DEFAULT_LOGICAL_TYPES: Forms['logicalTypes'] = {
  decimal: true,
  'big-decimal': true,
  uuid: true,
  duration: true,
  date: false,
  'time-millis': false,
  'time-micros': false,
  'timestamp-millis': false,
  'timestamp-micros': false,
  'timestamp-nanos': false,
  'local-timestamp-millis': false,
  'local-timestamp-micros': false,
  'local-timestamp-nanos': false,
}

/** Fills in the defaults. */
export function formsOf({ long = 'number', logicalTypes, unions = 'bare' }: ValueForms): Forms {
  return { long, logicalTypes: { ...DEFAULT_LOGICAL_TYPES, ...logicalTypes }, unions }
}
