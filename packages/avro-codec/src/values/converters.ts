import type { Schema } from '../schema/schema.ts'
import type { Converter } from './converter.ts'
import { bigDecimalConverter, decimalConverter } from './decimals.ts'
import { durationConverter } from './duration.ts'
import { dateConverter, timeConverter, timestampConverter } from './times.ts'
import { uuidConverter } from './uuid.ts'
import type { Forms } from './value-forms.ts'

/** The converter that a schema asks for; none where its logical type is unknown or switched off. */
export function converterFor(schema: Schema, forms: Forms): Converter | undefined {
  if (!('logicalType' in schema) || schema.logicalType === undefined) return undefined
  const { name, precision = 0, scale = 0 } = schema.logicalType
  if (!forms.logicalTypes[name]) return undefined
  const size = schema.kind === 'fixed' ? schema.size : undefined
  switch (name) {
    case 'decimal':
      return decimalConverter({ precision, scale, size })
    case 'big-decimal':
      return bigDecimalConverter
    case 'uuid':
      return uuidConverter(size !== undefined)
    case 'duration':
      return durationConverter
    case 'date':
      return dateConverter
    case 'time-millis':
    case 'time-micros':
      return timeConverter(name)
    default:
      return timestampConverter(name)
  }
}
