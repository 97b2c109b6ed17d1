import type { AvroSchema } from '../avro-schema.ts'
import { branchName, type EnumSchema, type RecordSchema, type Schema } from '../schema/schema.ts'
import { converterFor } from '../values/converters.ts'
import type { Forms } from '../values/value-forms.ts'
import { inputName, pascalCase, typeNames } from './type-names.ts'

/** A schema, and the name for it where it has none itself. */
export interface NamedFile {
  readonly name: string
  readonly schema: AvroSchema
}

const HEADER =
  '// Made by hops-avro types from the Avro schemas: run it again rather than edit this.'

/**
 * TypeScript for the values of schemas, as a codec with these options reads and writes them. A record
 * gets a second type, `…Input`, where a writer takes more than a reader gives.
 */
export function generateTypes(files: readonly NamedFile[], forms: Forms): string {
  const named = new Map<string, RecordSchema | EnumSchema>()
  for (const { schema } of files) collect(schema.root, named)
  const emitter = new TypeEmitter(named, forms)
  const unnamed = files.filter(({ schema }) => !named.has(schema.name ?? ''))
  const declarations = [
    ...[...named.values()].flatMap((schema) => emitter.declare(schema)),
    ...unnamed.flatMap(({ name, schema }) => emitter.alias(pascalCase(name), schema.root)),
  ]
  return `${[HEADER, ...declarations].join('\n\n')}\n`
}

/** Records and enums in the order in which they are defined. */
function collect(schema: Schema, named: Map<string, RecordSchema | EnumSchema>): void {
  switch (schema.kind) {
    case 'record':
      if (named.has(schema.name)) return
      named.set(schema.name, schema)
      for (const { type } of schema.fields) collect(type, named)
      break
    case 'enum':
      named.set(schema.name, schema)
      break
    case 'array':
      collect(schema.items, named)
      break
    case 'map':
      collect(schema.values, named)
      break
    case 'union':
      for (const branch of schema.branches) collect(branch, named)
      break
    default:
  }
}

/** Which of a value's two types: what a reader gives, or what a writer takes. */
type Side = 'read' | 'write'

class TypeEmitter {
  readonly #forms: Forms
  readonly #names: ReadonlyMap<string, string>
  /** Records that a writer takes in another form than a reader gives them. */
  readonly #twofold = new Set<RecordSchema>()

  constructor(named: ReadonlyMap<string, RecordSchema | EnumSchema>, forms: Forms) {
    this.#forms = forms
    this.#names = typeNames([...named.keys()])
    const records = [...named.values()].filter((schema) => schema.kind === 'record')
    // A record is twofold if one inside it is: repeated until no more are found.
    for (let before = -1; before !== this.#twofold.size; ) {
      before = this.#twofold.size
      for (const record of records) if (this.#isTwofold(record)) this.#twofold.add(record)
    }
  }

  /** Declarations of a named type. */
  declare(schema: RecordSchema | EnumSchema): string[] {
    const name = this.#nameOf(schema)
    if (schema.kind === 'enum') {
      const symbols = schema.symbols.map((symbol) => `'${symbol}'`).join(' | ') || 'never'
      return [`${docOf([schema.doc], '')}export type ${name} = ${symbols}`]
    }
    const read = this.#interface(schema, name, 'read')
    if (!this.#twofold.has(schema)) return [read]
    return [read, this.#interface(schema, inputName(name), 'write')]
  }

  /** A name for a type that has none. */
  alias(name: string, schema: Schema): string[] {
    const [read, write] = [this.#type(schema, 'read'), this.#type(schema, 'write')]
    const declarations = [`export type ${name} = ${read}`]
    if (read !== write) declarations.push(`export type ${inputName(name)} = ${write}`)
    return declarations
  }

  #isTwofold({ fields }: RecordSchema): boolean {
    return fields.some(({ type, default: fallback }) => {
      return fallback !== undefined || this.#type(type, 'read') !== this.#type(type, 'write')
    })
  }

  #interface({ doc, fields }: RecordSchema, name: string, side: Side): string {
    const lines = fields.map((field) => {
      const type = this.#type(field.type, side)
      const isOptional = side === 'write' && field.default !== undefined
      const property = isOptional ? `${field.name}?: ${type} | undefined` : `${field.name}: ${type}`
      return `${docOf([field.doc, this.#unconverted(field.type)], '  ')}  readonly ${property}\n`
    })
    return `${docOf([doc], '')}export interface ${name} {\n${lines.join('')}}`
  }

  /** The name of a logical type that stays the type it annotates: its unit, mostly. */
  #unconverted(schema: Schema): string | undefined {
    if (schema.kind === 'union') {
      return schema.branches.map((branch) => this.#unconverted(branch)).find(Boolean)
    }
    if (!('logicalType' in schema) || converterFor(schema, this.#forms)) return undefined
    return schema.logicalType && `Avro ${schema.logicalType.name}.`
  }

  #type(schema: Schema, side: Side): string {
    const shape = converterFor(schema, this.#forms)?.shape
    if (shape === 'date') return 'Date'
    if (shape === 'string') return 'string'
    if (shape === 'object')
      return '{ readonly months: number; readonly days: number; readonly milliseconds: number }'
    switch (schema.kind) {
      case 'int':
      case 'float':
      case 'double':
        return 'number'
      case 'long':
        return this.#long(side)
      case 'bytes':
      case 'fixed':
        return side === 'read' ? 'Buffer' : 'Uint8Array'
      case 'enum':
        return this.#nameOf(schema)
      case 'record':
        return side === 'write' && this.#twofold.has(schema)
          ? inputName(this.#nameOf(schema))
          : this.#nameOf(schema)
      case 'array':
        return `readonly (${this.#type(schema.items, side)})[]`.replace(/\((\w+)\)/, '$1')
      case 'map':
        return `Readonly<Record<string, ${this.#type(schema.values, side)}>>`
      case 'union':
        return this.#union(schema.branches, side)
      default:
        return schema.kind
    }
  }

  #long(side: Side): string {
    const { long } = this.#forms
    if (long === 'number') return 'number'
    return long === 'bigint' && side === 'read' ? 'bigint' : 'number | bigint'
  }

  #union(branches: readonly Schema[], side: Side): string {
    const types = branches.map((branch) => {
      const type = this.#type(branch, side)
      if (this.#forms.unions === 'bare' || branch.kind === 'null') return type
      return `{ readonly '${branchName(branch)}': ${type} }`
    })
    return [...new Set(types)].join(' | ') || 'never'
  }

  #nameOf({ name }: RecordSchema | EnumSchema): string {
    return this.#names.get(name) ?? pascalCase(name)
  }
}

/** A doc comment of the parts that there are. */
function docOf(parts: readonly (string | undefined)[], indent: string): string {
  const text = parts.filter((part) => part !== undefined && part !== '').join(' ')
  if (text === '') return ''
  const lines = text.replaceAll('*/', '*\\/').split(/\r?\n/)
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}
