import { isRecord, keysOf } from '../runtime/collections.ts'
import { REFUSED } from '../runtime/faults.ts'
import { writeAnyLong, writeInt, writeLong, writeVarint } from '../runtime/integers.ts'
import { writeBoolean, writeDouble, writeFloat } from '../runtime/numbers.ts'
import { writeBytes, writeFixed, writeString } from '../runtime/strings.ts'
import {
  branchName,
  type EnumSchema,
  type Field,
  type RecordSchema,
  type Schema,
  type UnionSchema,
} from '../schema/schema.ts'
import { converterFor } from '../values/converters.ts'
import { type FieldDefault, fieldDefault } from '../values/default-value.ts'
import type { Forms } from '../values/value-forms.ts'

import { fieldOf, Program } from './program.ts'
import { branchTests } from './union-shapes.ts'
import { branchFor } from './value-walk.ts'

/**
 * Writes a value at `pos` and returns its end; where that is beyond the buffer, it did not fit.
 * @throws REFUSED for a value that does not fit the schema
 */
export type WriteFunction = (value: unknown, bytes: Buffer, pos: number) => number

/** What generated writers call. */
const RUNTIME = {
  REFUSED,
  isRecord,
  keysOf,
  onlyKey,
  refuseOthers,
  writeAnyLong,
  writeBoolean,
  writeBytes,
  writeDouble,
  writeFixed,
  writeFloat,
  writeInt,
  writeLong,
  writeString,
  writeVarint,
}

/** How a writer is to be made. */
export interface WriterSettings {
  readonly forms: Forms
  /** Whether fields that the schema does not have are refused; else they are left out. */
  readonly strict: boolean
}

/** Compiles a schema to a function that writes its values. */
export function compileWriter(schema: Schema, settings: WriterSettings): WriteFunction {
  const emitter = new WriterEmitter(settings)
  return emitter.program.build<WriteFunction>(emitter.entry(schema), RUNTIME)
}

/** Turns schemas into statements that write the value of an expression and move `pos`. */
class WriterEmitter {
  readonly program = new Program()
  readonly #forms: Forms
  readonly #strict: boolean
  readonly #records = new Map<RecordSchema, string>()

  constructor({ forms, strict }: WriterSettings) {
    this.#forms = forms
    this.#strict = strict
  }

  /** A function for the whole schema. */
  entry(schema: Schema): string {
    if (schema.kind === 'record') return this.#record(schema)
    return this.#function(this.#write(schema, 'value'))
  }

  #function(body: string, name = this.program.name('write')): string {
    this.program.add(`function ${name}(value, bytes, pos) {\n${body}\nreturn pos\n}`)
    return name
  }

  #record(record: RecordSchema): string {
    const known = this.#records.get(record)
    if (known !== undefined) return known
    const name = this.program.name('write')
    this.#records.set(record, name)
    // Where no field has to be there, anything would pass for a record of defaults.
    const isLoose = record.fields.every((field) => field.default !== undefined)
    const test = isLoose
      ? '!isRecord(value)'
      : "typeof value !== 'object' || value === null || Array.isArray(value)"
    const names = this.program.constant(new Set(record.fields.map((field) => field.name)))
    const body = [
      `if (${test}) throw REFUSED`,
      ...(this.#strict ? [`refuseOthers(value, ${names})`] : []),
      ...record.fields.map((field) => this.#field(field)),
    ]
    return this.#function(body.join('\n'), name)
  }

  #field({ name, type, default: fallback }: Field): string {
    const local = this.program.name('field')
    const given = `const ${local} = ${fieldOf('value', name)}`
    if (fallback === undefined) return `${given}\n${this.#write(type, local)}`
    const value = this.#default({ name, type, json: fallback.json })
    const filled = this.program.name('field')
    return `${given}
const ${filled} = ${local} === undefined ? ${value} : ${local}
${this.#write(type, filled)}`
  }

  /** A default's expression; one that the forms have no value for is an error only where it is needed. */
  #default(field: FieldDefault): string {
    const make = () => fieldDefault(field, this.#forms)
    try {
      return this.program.constant(make())
    } catch {
      return `${this.program.constant(make)}()`
    }
  }

  #write(schema: Schema, value: string): string {
    const converter = converterFor(schema, this.#forms)
    if (converter === undefined) return this.#writePlain(schema, value)
    const raw = `${this.program.constant(converter)}.toAvro(${value})`
    if (schema.kind === 'long') return `pos = writeAnyLong(${raw}, bytes, pos)`
    return this.#writePlain(schema, raw)
  }

  #writePlain(schema: Schema, value: string): string {
    switch (schema.kind) {
      case 'null':
        return `if (${value} !== null) throw REFUSED`
      case 'long': {
        const write = this.#forms.long === 'number' ? 'writeLong' : 'writeAnyLong'
        return `pos = ${write}(${value}, bytes, pos)`
      }
      case 'fixed':
        return `pos = writeFixed(${value}, ${schema.size}, bytes, pos)`
      case 'enum':
        return this.#enum(schema, value)
      case 'array':
        return this.#array(schema.items, value)
      case 'map':
        return this.#map(schema.values, value)
      case 'union':
        return this.#union(schema, value)
      case 'record':
        return `pos = ${this.#record(schema)}(${value}, bytes, pos)`
      default:
        return `pos = write${capitalised(schema.kind)}(${value}, bytes, pos)`
    }
  }

  #enum({ symbols }: EnumSchema, value: string): string {
    const indices = new Map(symbols.map((symbol, index) => [symbol, index]))
    const index = this.program.name('index')
    return `const ${index} = ${this.program.constant(indices)}.get(${value})
if (${index} === undefined) throw REFUSED
pos = writeInt(${index}, bytes, pos)`
  }

  #array(items: Schema, list: string): string {
    const item = this.program.name('item')
    return `if (!Array.isArray(${list})) throw REFUSED
if (${list}.length > 0) {
pos = writeLong(${list}.length, bytes, pos)
for (const ${item} of ${list}) {
${this.#write(items, item)}
}
}
bytes[pos++] = 0`
  }

  #map(values: Schema, map: string): string {
    const [keys, key, value] = ['keys', 'key', 'value'].map((name) => this.program.name(name))
    return `const ${keys} = keysOf(${map})
if (${keys}.length > 0) pos = writeLong(${keys}.length, bytes, pos)
for (const ${key} of ${keys}) {
pos = writeString(${key}, bytes, pos)
const ${value} = ${map}[${key}]
${this.#write(values, String(value))}
}
bytes[pos++] = 0`
  }

  #union(union: UnionSchema, value: string): string {
    if (this.#forms.unions === 'wrapped') return this.#wrappedUnion(union, value)
    const tests = branchTests(union, value, this.#forms)
    if (tests === undefined) return this.#ambiguousUnion(union, value)
    const branches = union.branches.map((branch, index) => {
      return `if (${tests[index]}) {\n${this.#branch(branch, index, value)}\n}`
    })
    return [...branches, 'throw REFUSED'].join(' else ')
  }

  /** Two branches take the same kind of values: the value itself has to be looked at. */
  #ambiguousUnion(union: UnionSchema, value: string): string {
    const choose = this.program.constant((given: unknown) => branchFor(union, given, this.#forms))
    const cases = union.branches.map((branch, index) => {
      return `case ${index}: {\n${this.#branch(branch, index, value)}\nbreak\n}`
    })
    return `switch (${choose}(${value})) {\n${cases.join('\n')}\ndefault: throw REFUSED\n}`
  }

  #wrappedUnion(union: UnionSchema, value: string): string {
    const [key, inner] = [this.program.name('key'), this.program.name('inner')]
    const cases = union.branches.map((branch, index) => {
      const label = branch.kind === 'null' ? 'null' : JSON.stringify(branchName(branch))
      const given = branch.kind === 'null' ? 'null' : `${value}[${key}]`
      return `case ${label}: {
const ${inner} = ${given}
${this.#branch(branch, index, inner)}
break
}`
    })
    return `const ${key} = onlyKey(${value})
switch (${key}) {\n${cases.join('\n')}\ndefault: throw REFUSED\n}`
  }

  #branch(branch: Schema, index: number, value: string): string {
    return `pos = writeVarint(${index * 2}, bytes, pos)\n${this.#write(branch, value)}`
  }
}

function capitalised(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1)
}

/** The one key of a wrapped value, or null for null. */
function onlyKey(value: unknown): string | null {
  if (value === null) return null
  const [key, ...others] = keysOf(value)
  if (key === undefined || others.length > 0) throw REFUSED
  return key
}

function refuseOthers(value: object, fields: ReadonlySet<string>): void {
  for (const key of Object.keys(value)) {
    if (!fields.has(key) && Reflect.get(value, key) !== undefined) throw REFUSED
  }
}
