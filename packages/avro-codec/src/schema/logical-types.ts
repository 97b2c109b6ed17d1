/** The logical types of Avro 1.12 that this package knows. */
export const LOGICAL_TYPES = [
  'decimal',
  'big-decimal',
  'uuid',
  'date',
  'time-millis',
  'time-micros',
  'timestamp-millis',
  'timestamp-micros',
  'timestamp-nanos',
  'local-timestamp-millis',
  'local-timestamp-micros',
  'local-timestamp-nanos',
  'duration',
] as const

/** One of {@link LOGICAL_TYPES}. */
export type LogicalTypeName = (typeof LOGICAL_TYPES)[number]

/** A logical type on the type it annotates. */
export interface LogicalType {
  readonly name: LogicalTypeName
  /** Digits of a decimal in all. */
  readonly precision?: number
  /** Digits of a decimal behind the point. */
  readonly scale?: number
}

/** What may carry a logical type. */
export interface Carrier {
  readonly kind: string
  /** Bytes of a fixed. */
  readonly size?: number
}

type Json = Readonly<Record<string, unknown>>

const CARRIERS: Readonly<Record<LogicalTypeName, (carrier: Carrier) => boolean>> = {
  decimal: ({ kind }) => kind === 'bytes' || kind === 'fixed',
  'big-decimal': ({ kind }) => kind === 'bytes',
  uuid: ({ kind, size }) => kind === 'string' || (kind === 'fixed' && size === 16),
  date: ({ kind }) => kind === 'int',
  'time-millis': ({ kind }) => kind === 'int',
  'time-micros': ({ kind }) => kind === 'long',
  'timestamp-millis': ({ kind }) => kind === 'long',
  'timestamp-micros': ({ kind }) => kind === 'long',
  'timestamp-nanos': ({ kind }) => kind === 'long',
  'local-timestamp-millis': ({ kind }) => kind === 'long',
  'local-timestamp-micros': ({ kind }) => kind === 'long',
  'local-timestamp-nanos': ({ kind }) => kind === 'long',
  duration: ({ kind, size }) => kind === 'fixed' && size === 12,
}

/**
 * The logical type that a schema's JSON gives to its type. An unknown one, or one that does not fit,
 * is ignored, as the specification asks ("Logical Types").
 */
export function logicalTypeOf(json: Json, carrier: Carrier): LogicalType | undefined {
  const name = LOGICAL_TYPES.find((known) => known === json['logicalType'])
  if (name === undefined || !CARRIERS[name](carrier)) return undefined
  return name === 'decimal' ? decimalOf(json, carrier) : { name }
}

function decimalOf(json: Json, { size }: Carrier): LogicalType | undefined {
  const { precision, scale = 0 } = json
  if (!isCount(precision) || precision === 0 || !isCount(scale) || scale > precision) {
    return undefined
  }
  if (size !== undefined && precision > digitsOf(size)) return undefined
  return { name: 'decimal', precision, scale }
}

/** How many decimal digits a two's complement number of so many bytes always holds. */
function digitsOf(bytes: number): number {
  return Math.floor(Math.log10(2) * (8 * bytes - 1))
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0
}
