import { parseArgs } from 'node:util'
import { LOGICAL_TYPES, type LogicalTypeName } from '../schema/logical-types.ts'
import type { LogicalTypeForms, ValueForms } from '../values/value-forms.ts'

/** What the command line asks for. */
export interface Wishes {
  readonly files: readonly string[]
  /** Where the types go; stdout without one. */
  readonly out: string | undefined
  /** Compare with what is there instead of writing. */
  readonly check: boolean
  readonly forms: ValueForms
  readonly lift: boolean
}

/** A command line that makes no sense: why, and what would. */
export interface Misuse {
  readonly because: string
}

/** What `--help` prints. */
export const HELP = `hops-avro types FILE... [--out FILE] [--check]

Writes TypeScript types for the values of Avro schemas (.avsc), as @hops-kafka/avro-codec reads
and writes them. A file may refer to named types of those before it.

  --out FILE          where to write; without it, to standard output
  --check             write nothing; exit with 1 where FILE is not up to date
  --long HOW          number (default), bigint or auto: the codec's option
  --unions HOW        bare (default) or wrapped: the codec's option
  --logical NAMES     logical types to convert, as timestamp-millis,date; no-decimal for one not to
  --lift              take logicalType from beside a field's type as if it stood inside
  --help
`

const OPTIONS = {
  out: { type: 'string' },
  check: { type: 'boolean', default: false },
  long: { type: 'string', default: 'number' },
  unions: { type: 'string', default: 'bare' },
  logical: { type: 'string', multiple: true },
  lift: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** Reads the arguments behind the program's name. */
export function readArguments(args: readonly string[]): Wishes | Misuse | { readonly help: true } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    })
    if (values.help) return { help: true }
    const [command, ...files] = positionals
    if (command !== 'types')
      throw new Error(
        command === undefined ? 'no command is given' : `there is no command "${command}"`,
      )
    if (files.length === 0) throw new Error('no schema file is given')
    if (values.check && values.out === undefined) throw new Error('--check needs --out')
    return {
      files,
      out: values.out,
      check: values.check,
      lift: values.lift,
      forms: {
        long: oneOf('--long', values.long, ['number', 'bigint', 'auto']),
        unions: oneOf('--unions', values.unions, ['bare', 'wrapped']),
        logicalTypes: logicalTypes((values.logical ?? []).flatMap((names) => names.split(','))),
      },
    }
  } catch (error) {
    return { because: (error as Error).message }
  }
}

function oneOf<const T extends string>(flag: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === given)
  if (found === undefined) throw new Error(`${flag} is ${given}, not one of ${allowed.join(', ')}`)
  return found
}

function logicalTypes(names: readonly string[]): LogicalTypeForms {
  const forms: Partial<Record<LogicalTypeName, boolean>> = {}
  for (const given of names) {
    const isOff = given.startsWith('no-')
    forms[oneOf('--logical', isOff ? given.slice(3) : given, LOGICAL_TYPES)] = !isOff
  }
  return forms
}
