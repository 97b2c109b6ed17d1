import { inspect } from 'node:util'
import { AvroCodecError, messageOf, type ValueIssue } from './errors.ts'
import type { AvroType } from './types/avsc.ts'

/** How many places one error names; the rest is counted. */
const MAX_ISSUES = 10
/** How much of a value one error shows. */
const MAX_SHOWN = 80

/** Which value of which schema. */
interface RefusedInput {
  readonly type: AvroType
  readonly schemaId: number
  readonly value: unknown
  /** What the write threw. */
  readonly thrown: unknown
}

/**
 * The error for a value that could not be written. Only now, after the failure, is the value
 * walked: writing checks as it goes but stops at the first place, and knows no path.
 */
export function invalidValue({ type, schemaId, value, thrown }: RefusedInput): AvroCodecError {
  const { issues, more } = findIssues(type, value, thrown)
  const places = issues.map(({ path, expected, actual }) => {
    return `${path === '' ? 'the value' : path} must be ${expected} but is ${actual}`
  })
  if (more > 0) places.push(`and ${more} more`)
  return new AvroCodecError('ERR_AVRO_INVALID_VALUE', {
    what: `value for schema ${schemaId} (${describeType(type)})`,
    because: places.join('; '),
    fix: 'Give a value of the schema’s types; a field may be left out only where the schema has a default',
    cause: thrown,
    schemaId,
    issues,
  })
}

function findIssues(type: AvroType, value: unknown, thrown: unknown) {
  const issues: ValueIssue[] = []
  let more = 0
  const errorHook = (path: string[], actual: unknown, expected: unknown) => {
    if (issues.length === MAX_ISSUES) more++
    else
      issues.push({ path: path.join('.'), expected: describeType(expected), actual: show(actual) })
  }
  try {
    type.isValid(value, { errorHook })
  } catch {
    // A value that refers to itself, or whose getters throw: the write's own error is all there is.
  }
  if (issues.length === 0) issues.push(wholeValue(type, value, thrown))
  return { issues, more }
}

function wholeValue(type: AvroType, value: unknown, thrown: unknown): ValueIssue {
  const reason =
    thrown instanceof RangeError ? 'nested too deeply, or part of itself' : messageOf(thrown)
  return { path: '', expected: describeType(type), actual: `${show(value)} (${reason})` }
}

/** A type in the words of a schema. */
function describeType(type: unknown): string {
  const { typeName, name, types, symbols, size } = type as {
    typeName: string
    name?: string
    types?: readonly unknown[]
    symbols?: readonly string[]
    size?: number
  }
  switch (typeName) {
    case 'union:wrapped':
    case 'union:unwrapped':
      return (types ?? []).map(describeType).join(' | ')
    case 'enum':
      return cut(`${name} (${(symbols ?? []).join(', ')})`)
    case 'fixed':
      return `${name} (a Buffer of ${size} bytes)`
    case 'bytes':
      return 'bytes (a Buffer)'
    case 'int':
      return 'int (a whole number of 32 bits)'
    case 'long':
      return 'long (a whole number within ±(2^53 - 1))'
    case 'string':
      return 'string (well-formed Unicode)'
    default:
      return name === undefined ? typeName : `${typeName} ${name}`
  }
}

/** Any value as a short text; getters and custom inspection are not run. */
function show(value: unknown): string {
  return cut(
    inspect(value, {
      depth: 1,
      maxArrayLength: 5,
      maxStringLength: MAX_SHOWN,
      breakLength: Number.POSITIVE_INFINITY,
      customInspect: false,
    }),
  )
}

function cut(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}
