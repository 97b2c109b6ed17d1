#!/usr/bin/env node
/** The program `hops-avro`: TypeScript types out of Avro schemas. */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { AvroSchema } from './avro-schema.ts'
import { AvroCodecError } from './errors.ts'
import { generateTypes, type NamedFile } from './type-generator/generate-types.ts'
import { HELP, readArguments, type Wishes } from './type-generator/read-arguments.ts'
import { formsOf } from './values/value-forms.ts'

/** Exit codes, after sysexits.h. */
const EXIT = { outdated: 1, usage: 64, data: 65, noInput: 66, output: 74 } as const

const wishes = readArguments(process.argv.slice(2))
if ('help' in wishes) process.stdout.write(HELP)
else if ('because' in wishes) {
  fail(
    EXIT.usage,
    'ERR_AVRO_INVALID_ARGUMENT: hops-avro',
    wishes.because,
    'hops-avro types FILE... [--out FILE] [--check]; --help has the rest',
  )
} else run(wishes)

function run({ files, out, check, forms, lift }: Wishes): void {
  const schemas = readSchemas(files, lift)
  if (schemas === undefined) return
  const types = generateTypes(schemas, formsOf(forms))
  if (out === undefined) process.stdout.write(types)
  else if (!check) writeTypes(out, types)
  else if (textOf(out) !== types) {
    fail(
      EXIT.outdated,
      `${out} is not up to date`,
      'the schemas or options give other types',
      'Run the same command without --check',
    )
  }
}

/** Each schema may refer to those before it. */
function readSchemas(files: readonly string[], lift: boolean): NamedFile[] | undefined {
  const schemas: NamedFile[] = []
  for (const file of files) {
    const text = textOf(file)
    if (text === undefined) {
      fail(EXIT.noInput, file, 'it cannot be read', 'Give the path of a file with an Avro schema')
      return undefined
    }
    try {
      const schema = new AvroSchema(text, {
        label: file,
        misplacedLogicalTypes: lift ? 'lift' : 'warn',
        references: schemas.map((before) => before.schema.text),
      })
      for (const warning of schema.warnings) process.stderr.write(`warning: ${warning}\n`)
      schemas.push({ name: basename(file, extname(file)), schema })
    } catch (error) {
      if (!(error instanceof AvroCodecError)) throw error
      fail(EXIT.data, `${error.code}: ${error.what}`, error.because, error.fix)
      return undefined
    }
  }
  return schemas
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function writeTypes(out: string, types: string): void {
  try {
    writeFileSync(out, types)
  } catch (error) {
    fail(EXIT.output, out, (error as Error).message, 'Give a path that can be written')
  }
}

function fail(exitCode: number, what: string, because: string, fix: string): void {
  process.stderr.write(`error ${what}\nbecause: ${because}\nfix: ${fix}\n`)
  process.exitCode = exitCode
}
