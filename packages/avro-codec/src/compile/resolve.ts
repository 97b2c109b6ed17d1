/** Schema resolution. Source: Avro specification, "Schema Resolution". */
import { simpleName } from '../schema/names.ts'
import {
  branchName,
  type EnumSchema,
  type Field,
  type RecordSchema,
  type Schema,
  type UnionSchema,
} from '../schema/schema.ts'
import { Incompatible } from './incompatible.ts'
import { leastBytes } from './least-bytes.ts'
import type { FieldStep, Plan, ReadField, RecordPlan } from './plan.ts'

/** What a number or text may be read as besides its own type. */
const PROMOTIONS: Readonly<Record<string, readonly string[]>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
}

/** Pairs of records whose plan is made or being made: a schema may contain itself. */
type Known = Map<RecordSchema, Map<RecordSchema, RecordPlan>>

type Path = readonly string[]

/**
 * Plans how to read data of one schema as values of another.
 * @throws {@link Incompatible} where that cannot be, naming the field
 */
export function resolve(writer: Schema, reader: Schema): Plan {
  return new Resolution().resolve(writer, reader, [])
}

class Resolution {
  readonly #known: Known = new Map()

  resolve(writer: Schema, reader: Schema, path: Path): Plan {
    if (writer.kind === 'union') return this.#fromUnion(writer, reader, path)
    if (reader.kind === 'union') return this.#intoUnion(writer, reader, path)
    if (!matches(writer, reader)) throw mismatch(writer, reader, path)
    if (writer.kind === 'record' && reader.kind === 'record') {
      return this.#records(writer, reader, path)
    }
    if (writer.kind === 'enum' && reader.kind === 'enum') return enums(writer, reader)
    if (writer.kind === 'array' && reader.kind === 'array') {
      const items = this.resolve(writer.items, reader.items, [...path, '[]'])
      return { op: 'array', items, itemBytes: leastBytes(writer.items) }
    }
    if (writer.kind === 'map' && reader.kind === 'map') {
      const values = this.resolve(writer.values, reader.values, [...path, '{}'])
      return { op: 'map', values, entryBytes: 1 + leastBytes(writer.values) }
    }
    requireSameUnits(writer, reader, path)
    return { op: 'leaf', writer, reader }
  }

  /** Each branch for itself; one must be readable, the others fail where a datum has them. */
  #fromUnion(writer: UnionSchema, reader: Schema, path: Path): Plan {
    let lastFault: Incompatible | undefined
    const branches = writer.branches.map((branch): Plan => {
      try {
        return this.resolve(branch, reader, path)
      } catch (thrown) {
        if (!(thrown instanceof Incompatible)) throw thrown
        lastFault = thrown
        return { op: 'refuse', because: thrown.message }
      }
    })
    if (lastFault && branches.every(({ op }) => op === 'refuse')) throw lastFault
    return { op: 'union', branches }
  }

  /** The first branch of the very type and name, else the first that takes it. */
  #intoUnion(writer: Schema, reader: UnionSchema, path: Path): Plan {
    const same = reader.branches.find((branch) => branchName(branch) === branchName(writer))
    const branch = same ?? reader.branches.find((candidate) => matches(writer, candidate))
    if (branch === undefined) throw mismatch(writer, reader, path)
    const inner = this.resolve(writer, branch, path)
    return branch.kind === 'null' ? inner : { op: 'wrap', branch: branchName(branch), inner }
  }

  #records(writer: RecordSchema, reader: RecordSchema, path: Path): Plan {
    const plans = this.#known.get(writer) ?? new Map<RecordSchema, RecordPlan>()
    this.#known.set(writer, plans)
    const known = plans.get(reader)
    if (known?.because !== undefined) throw new Incompatible([], known.because)
    if (known) return known
    const plan: RecordPlan = { op: 'record', name: reader.name, steps: [], fields: [] }
    plans.set(reader, plan)
    try {
      const written = new Set(writer.fields.map(({ name }) => name))
      plan.steps.push(...writer.fields.map((field) => this.#step(field, { reader, written, path })))
      const read = new Set(plan.steps.map((step) => ('field' in step ? step.field : undefined)))
      plan.fields.push(...reader.fields.map((field) => readField(field, read, path)))
      return plan
    } catch (thrown) {
      // The plans of records inside may already hold this one.
      if (thrown instanceof Incompatible) plan.because = thrown.message
      throw thrown
    }
  }

  /** The reader's field of the same name, or one that has this name as an alias. */
  #step(
    { name, type }: Field,
    { reader, written, path }: { reader: RecordSchema; written: ReadonlySet<string>; path: Path },
  ): FieldStep {
    const field =
      reader.fields.find((candidate) => candidate.name === name) ??
      reader.fields.find(
        (candidate) => candidate.aliases.includes(name) && !written.has(candidate.name),
      )
    if (field === undefined) return { skip: type }
    return { field: field.name, plan: this.resolve(type, field.type, [...path, field.name]) }
  }
}

function readField(field: Field, read: ReadonlySet<string | undefined>, path: Path): ReadField {
  const { name, type, default: fallback } = field
  if (read.has(name)) return { name }
  if (fallback) return { name, default: { type, json: fallback.json } }
  throw new Incompatible(
    [...path, name],
    'the reader’s schema has it without a default, and the writer’s does not have it',
  )
}

function enums(writer: EnumSchema, reader: EnumSchema): Plan {
  const symbols = writer.symbols.map((symbol) =>
    reader.symbols.includes(symbol) ? symbol : reader.default,
  )
  return { op: 'enum', name: reader.name, symbols }
}

/** The specification's matching rule, which looks no deeper than type and name. */
function matches(writer: Schema, reader: Schema): boolean {
  if (PROMOTIONS[writer.kind]?.includes(reader.kind)) return true
  if (writer.kind !== reader.kind) return false
  if (!('name' in writer && 'name' in reader)) return true
  if (writer.kind === 'fixed' && reader.kind === 'fixed' && writer.size !== reader.size)
    return false
  const names = [reader.name, ...reader.aliases]
  return names.some((name) => name === writer.name || simpleName(name) === simpleName(writer.name))
}

/** The same number in another unit would be another time or amount. */
function requireSameUnits(writer: Schema, reader: Schema, path: Path): void {
  const [from, to] = [writer, reader].map((schema) =>
    'logicalType' in schema ? schema.logicalType : undefined,
  )
  if (from === undefined || to === undefined) return
  if (from.name === to.name && from.precision === to.precision && from.scale === to.scale) return
  throw new Incompatible(path, `${nameOf(writer)} cannot be read as ${nameOf(reader)}`)
}

function mismatch(writer: Schema, reader: Schema, path: Path): Incompatible {
  return new Incompatible(path, `${nameOf(writer)} cannot be read as ${nameOf(reader)}`)
}

function nameOf(schema: Schema): string {
  if (schema.kind === 'union') return schema.branches.map(nameOf).join(' | ') || 'an empty union'
  const size = schema.kind === 'fixed' ? ` of ${schema.size} bytes` : ''
  if ('name' in schema) return `${schema.kind} ${schema.name}${size}`
  const { logicalType } = schema as {
    logicalType?: { name: string; precision?: number; scale?: number }
  }
  if (logicalType === undefined) return schema.kind
  const { name, precision, scale } = logicalType
  return precision === undefined ? name : `${name}(${precision}, ${scale})`
}
