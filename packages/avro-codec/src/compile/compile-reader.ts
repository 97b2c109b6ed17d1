import { put, readBlock, readIndex } from '../runtime/collections.ts'
import type { Cursor } from '../runtime/cursor.ts'
import { BrokenDatum } from '../runtime/faults.ts'
import { floatOf, readAnyLong, readBigLong, readInt, readLong } from '../runtime/integers.ts'
import { readBoolean, readDouble, readFloat } from '../runtime/numbers.ts'
import { readBytes, readFixed, readString, skipBytes } from '../runtime/strings.ts'
import { isPrimitiveName, type RecordSchema, type Schema } from '../schema/schema.ts'
import { converterFor } from '../values/converters.ts'
import { fieldDefault } from '../values/default-value.ts'
import type { Forms } from '../values/value-forms.ts'
import { leastBytes } from './least-bytes.ts'
import type { EnumPlan, LeafPlan, Plan, ReadField, RecordPlan } from './plan.ts'
import { Program, propertyOf } from './program.ts'

/** Reads the value at the cursor and moves it on. @throws {@link BrokenDatum} */
export type ReadFunction = (cursor: Cursor) => unknown

/** What generated readers call. */
const RUNTIME = {
  floatOf,
  put,
  readAnyLong,
  readBigLong,
  readBlock,
  readBoolean,
  readBytes,
  readDouble,
  readFixed,
  readFloat,
  readIndex,
  readInt,
  readLong,
  readString,
  refuse,
  skipBytes,
}

/** Compiles a plan to a function that reads one value. */
export function compileReader(plan: Plan, forms: Forms): ReadFunction {
  const emitter = new ReaderEmitter(forms)
  return emitter.program.build<ReadFunction>(emitter.entry(plan), RUNTIME)
}

/** A function for a record, while it is made and after. */
interface RecordFunction {
  readonly name: string
  /** Whether the record was met again inside itself: then its depth must be counted. */
  isRecursive: boolean
}

/** Turns plans into statements that read into a variable. */
class ReaderEmitter {
  readonly program = new Program()
  readonly #forms: Forms
  readonly #records = new Map<RecordPlan | RecordSchema, RecordFunction>()

  constructor(forms: Forms) {
    this.#forms = forms
  }

  /** A function for the whole plan. */
  entry(plan: Plan): string {
    if (plan.op === 'record') return this.#record(plan)
    const name = this.program.name('read')
    this.program.add(
      `function ${name}(cursor) {\nlet value\n${this.#read(plan, 'value')}\nreturn value\n}`,
    )
    return name
  }

  /** Statements that read into `target`, a variable that is declared. */
  #read(plan: Plan, target: string): string {
    switch (plan.op) {
      case 'leaf':
        return `${target} = ${this.#leaf(plan)}`
      case 'enum':
        return this.#enum(plan, target)
      case 'array':
        return this.#array(plan.items, plan.itemBytes, target)
      case 'map':
        return this.#map(plan.values, plan.entryBytes, target)
      case 'record':
        return `${target} = ${this.#record(plan)}(cursor)`
      case 'union':
        return this.#union(plan.branches, target)
      case 'wrap':
        return this.#wrap(plan.branch, plan.inner, target)
      case 'refuse':
        return `refuse(cursor, ${JSON.stringify(plan.because)})`
    }
  }

  #leaf({ writer, reader }: LeafPlan): string {
    const converter = converterFor(reader, this.#forms)
    if (converter === undefined) return rawOf(writer, reader, this.#forms.long)
    const raw = rawOf(writer, reader, 'auto')
    return `${this.program.constant(converter)}.fromAvro(${raw}, cursor)`
  }

  #enum({ name, symbols }: EnumPlan, target: string): string {
    const table = this.program.constant(symbols)
    const unknown = JSON.stringify(`it holds a symbol that the reader’s enum ${name} does not have`)
    const read = `${target} = ${table}[readIndex(cursor, ${symbols.length}, 'symbol')]`
    if (!symbols.includes(undefined)) return read
    return `${read}\nif (${target} === undefined) refuse(cursor, ${unknown})`
  }

  #array(items: Plan, itemBytes: number, target: string): string {
    const [left, item] = [this.program.name('left'), this.program.name('item')]
    return `${target} = []
for (let ${left} = readBlock(cursor, ${itemBytes}); ${left} > 0; ${left} = readBlock(cursor, ${itemBytes})) {
for (; ${left} > 0; ${left}--) {
let ${item}
${this.#read(items, item)}
${target}.push(${item})
}
}`
  }

  #map(values: Plan, entryBytes: number, target: string): string {
    const [left, key, value] = ['left', 'key', 'value'].map((name) => this.program.name(name))
    return `${target} = {}
for (let ${left} = readBlock(cursor, ${entryBytes}); ${left} > 0; ${left} = readBlock(cursor, ${entryBytes})) {
for (; ${left} > 0; ${left}--) {
const ${key} = readString(cursor)
let ${value}
${this.#read(values, String(value))}
put(${target}, ${key}, ${value})
}
}`
  }

  #union(branches: readonly Plan[], target: string): string {
    const cases = branches.map((branch, index) => {
      return `case ${index}: {\n${this.#read(branch, target)}\nbreak\n}`
    })
    return `switch (readIndex(cursor, ${branches.length}, 'union branch')) {\n${cases.join('\n')}\n}`
  }

  #wrap(branch: string, inner: Plan, target: string): string {
    const read = this.#read(inner, target)
    if (this.#forms.unions === 'bare') return read
    return `${read}\n${target} = { ${propertyOf(branch, target)} }`
  }

  #record(plan: RecordPlan): string {
    return this.#once(plan, () => {
      if (plan.because !== undefined)
        return { body: `refuse(cursor, ${JSON.stringify(plan.because)})` }
      const locals = new Map<string, string>()
      const reads = plan.steps.map((step) => {
        if ('skip' in step) return this.#skip(step.skip)
        const local = this.program.name('field')
        locals.set(step.field, local)
        return `let ${local}\n${this.#read(step.plan, local)}`
      })
      const properties = plan.fields.map((field) => {
        return propertyOf(field.name, locals.get(field.name) ?? this.#default(field))
      })
      return { body: reads.join('\n'), result: `{ ${properties.join(', ')} }` }
    })
  }

  /** A default's expression; lists and objects are made anew, so that no two records share one. */
  #default({ name, default: fallback }: ReadField): string {
    if (fallback === undefined) return 'undefined'
    const make = () => fieldDefault({ name, ...fallback }, this.#forms)
    const value = make()
    if (typeof value !== 'object' || value === null) return this.program.constant(value)
    return `${this.program.constant(make)}()`
  }

  /** Statements that move past a value of the writer's. */
  #skip(schema: Schema): string {
    switch (schema.kind) {
      case 'null':
        return ''
      case 'boolean':
        return 'readBoolean(cursor)'
      case 'float':
        return 'cursor.take(4)'
      case 'double':
        return 'cursor.take(8)'
      case 'fixed':
        return `cursor.take(${schema.size})`
      case 'bytes':
      case 'string':
        return 'skipBytes(cursor)'
      case 'array':
        return this.#skipBlocks(this.#skip(schema.items), leastBytes(schema.items))
      case 'map':
        return this.#skipBlocks(
          `skipBytes(cursor)\n${this.#skip(schema.values)}`,
          1 + leastBytes(schema.values),
        )
      case 'union': {
        const cases = schema.branches.map(
          (branch, index) => `case ${index}: {\n${this.#skip(branch)}\nbreak\n}`,
        )
        return `switch (readIndex(cursor, ${schema.branches.length}, 'union branch')) {\n${cases.join('\n')}\n}`
      }
      case 'record':
        return `${this.#skipRecord(schema)}(cursor)`
      default:
        return 'readAnyLong(cursor)'
    }
  }

  #skipBlocks(skip: string, itemBytes: number): string {
    const left = this.program.name('left')
    return `for (let ${left} = readBlock(cursor, ${itemBytes}); ${left} > 0; ${left} = readBlock(cursor, ${itemBytes})) {
for (; ${left} > 0; ${left}--) {
${skip}
}
}`
  }

  #skipRecord(record: RecordSchema): string {
    return this.#once(record, () => ({
      body: record.fields.map(({ type }) => this.#skip(type)).join('\n'),
    }))
  }

  /** Makes a record's function, or names the one that is there or in the making. */
  #once(
    key: RecordPlan | RecordSchema,
    make: () => { readonly body: string; readonly result?: string },
  ): string {
    const known = this.#records.get(key)
    if (known) {
      known.isRecursive = true
      return known.name
    }
    const made: RecordFunction = { name: this.program.name('read'), isRecursive: false }
    this.#records.set(key, made)
    const { body, result = 'undefined' } = make()
    const [enter, leave] = made.isRecursive ? ['cursor.enter()\n', 'cursor.leave()\n'] : ['', '']
    this.program.add(
      `function ${made.name}(cursor) {\n${enter}${body}\n${leave}return ${result}\n}`,
    )
    return made.name
  }
}

/** An expression that reads a primitive or fixed of the writer's as one of the reader's. */
function rawOf(writer: Schema, reader: Schema, long: Forms['long']): string {
  if (writer.kind === 'fixed') return `readFixed(cursor, ${writer.size})`
  const isFloat = reader.kind === 'float'
  switch (writer.kind) {
    case 'null':
      return 'null'
    case 'int':
      if (reader.kind === 'long' && long === 'bigint') return 'BigInt(readInt(cursor))'
      return isFloat ? 'floatOf(readInt(cursor))' : 'readInt(cursor)'
    case 'long':
      if (isFloat) return 'floatOf(readAnyLong(cursor))'
      if (reader.kind === 'double') return 'Number(readAnyLong(cursor))'
      return `${LONG_READERS[long]}(cursor)`
    case 'string':
    case 'bytes':
      return reader.kind === 'bytes' ? 'readBytes(cursor)' : 'readString(cursor)'
    default:
      return isPrimitiveName(writer.kind) ? `read${capitalised(writer.kind)}(cursor)` : 'undefined'
  }
}

const LONG_READERS: Readonly<Record<Forms['long'], string>> = {
  number: 'readLong',
  bigint: 'readBigLong',
  auto: 'readAnyLong',
}

function capitalised(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1)
}

function refuse(cursor: Cursor, because: string): never {
  throw new BrokenDatum('ERR_AVRO_INCOMPATIBLE', cursor.pos - 1, because)
}
