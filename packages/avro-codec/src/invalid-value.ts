import { walkValue } from './compile/value-walk.ts'
import type { CompiledSchema } from './compiled-schema.ts'
import { AvroCodecError, messageOf, type ValueIssue } from './errors.ts'
import type { Settings } from './options.ts'
import { REFUSED } from './runtime/faults.ts'
import type { Schema } from './schema/schema.ts'
import { describe, show } from './values/describe.ts'

/** How many places one error names; the rest is counted. */
const MAX_ISSUES = 10

/** Which value of which schema. */
interface RefusedInput {
  readonly of: CompiledSchema
  readonly settings: Settings
  readonly value: unknown
  /** What the write threw. */
  readonly thrown: unknown
}

/** The error for a value that could not be written; only now, after the failure, it is walked. */
export function invalidValue(input: RefusedInput): AvroCodecError {
  const { of, settings, thrown } = input
  const { issues, more } = findIssues(input)
  const places = issues.map(({ path, expected, actual }) => {
    return `${path === '' ? 'the value' : path} must be ${expected} but is ${actual}`
  })
  if (more > 0) places.push(`and ${more} more`)
  return new AvroCodecError('ERR_AVRO_INVALID_VALUE', {
    what: `value for ${of.label} (${describe(of.schema.root, settings.forms)})`,
    because: places.join('; '),
    fix: 'Give a value of the schema’s types; a field may be left out only where the schema has a default',
    ...(thrown === REFUSED ? {} : { cause: thrown }),
    schemaId: of.id,
    ...(of.subject === undefined ? {} : { subject: of.subject }),
    issues,
  })
}

function findIssues({ of, settings, value, thrown }: RefusedInput) {
  const issues: ValueIssue[] = []
  let more = 0
  const words = (expected: Schema | string) =>
    typeof expected === 'string' ? expected : describe(expected, settings.forms)
  try {
    walkValue({ schema: of.schema.root, value, path: [] }, settings, (path, part, expected) => {
      if (issues.length === MAX_ISSUES) more++
      else issues.push({ path: path.join('.'), expected: words(expected), actual: show(part) })
    })
  } catch {
    // A value that refers to itself, or whose getters throw: the write's own error is all there is.
  }
  if (issues.length === 0) {
    const reason =
      thrown instanceof RangeError ? 'nested too deeply, or part of itself' : messageOf(thrown)
    const actual = `${show(value)} (${reason})`
    issues.push({ path: '', expected: describe(of.schema.root, settings.forms), actual })
  }
  return { issues, more }
}
