import { isRecord } from '../runtime/collections.ts'
import { REFUSED } from '../runtime/faults.ts'
import { writeAnyLong, writeInt, writeLong } from '../runtime/integers.ts'
import { isFloat } from '../runtime/numbers.ts'
import { isWellFormed } from '../runtime/strings.ts'
import {
  type ArraySchema,
  branchName,
  type MapSchema,
  type RecordSchema,
  type Schema,
  type UnionSchema,
} from '../schema/schema.ts'
import { converterFor } from '../values/converters.ts'
import type { Forms } from '../values/value-forms.ts'
import { takesKind } from './union-shapes.ts'

/** How to look at a value. */
export interface WalkSettings {
  readonly forms: Forms
  /** Whether fields that the schema does not have are faults. */
  readonly strict: boolean
  /** Whether a number that would be rounded, or -0 that would become 0, is a fault. */
  readonly exact?: boolean
  /** What was found out before: unions in unions would otherwise be tried over and over. */
  readonly known?: Map<unknown, Map<Schema, boolean>>
}

/** Told of each place that does not fit; `expected` is a schema, or words where none says it. */
export type Report = (path: readonly string[], value: unknown, expected: Schema | string) => void

/**
 * Walks a value by its schema and reports every place that does not fit. Writers check as they
 * write but stop at the first place and know no path; this is for after they have failed.
 */
export function walkValue(
  { schema, value, path }: { schema: Schema; value: unknown; path: readonly string[] },
  settings: WalkSettings,
  report: Report,
): void {
  switch (schema.kind) {
    case 'union':
      walkUnion({ schema, value, path }, settings, report)
      break
    case 'record':
      if (!isRecord(value)) report(path, value, schema)
      else walkRecord({ schema, value, path }, settings, report)
      break
    case 'map':
      if (!isRecord(value)) report(path, value, schema)
      else walkMap({ schema, value, path }, settings, report)
      break
    case 'array':
      if (!Array.isArray(value)) report(path, value, schema)
      else walkItems({ schema, value, path }, settings, report)
      break
    default:
      if (!fitsLeaf(schema, value, settings)) report(path, value, schema)
  }
}

/** Whether all of a value fits. */
export function fits(schema: Schema, value: unknown, settings: WalkSettings): boolean {
  const { known = new Map<unknown, Map<Schema, boolean>>() } = settings
  const ofValue = known.get(value) ?? new Map<Schema, boolean>()
  const before = ofValue.get(schema)
  if (before !== undefined) return before
  let whole = true
  walkValue({ schema, value, path: [] }, { ...settings, known }, () => {
    whole = false
  })
  known.set(value, ofValue.set(schema, whole))
  return whole
}

/**
 * The branch of a bare union that a value belongs to, by index; -1 for none. It is the first that
 * holds the value exactly, with every field and without rounding; failing that, the first that
 * takes it. So a value comes back the same whatever branches there are besides.
 */
export function branchFor(union: UnionSchema, value: unknown, forms: Forms): number {
  const exact = { forms, strict: true, exact: true }
  const index = union.branches.findIndex((branch) => fits(branch, value, exact))
  if (index >= 0) return index
  return union.branches.findIndex((branch) => fits(branch, value, { forms, strict: false }))
}

interface Visit<S extends Schema, V = unknown> {
  readonly schema: S
  readonly value: V
  readonly path: readonly string[]
}

function walkItems(
  { schema, value, path }: Visit<ArraySchema, unknown[]>,
  settings: WalkSettings,
  report: Report,
): void {
  for (const [index, part] of value.entries()) {
    walkValue(
      { schema: schema.items, value: part, path: [...path, String(index)] },
      settings,
      report,
    )
  }
}

function walkMap(
  { schema, value, path }: Visit<MapSchema, Record<string, unknown>>,
  settings: WalkSettings,
  report: Report,
): void {
  for (const [key, part] of Object.entries(value)) {
    const inner = [...path, key]
    if (!isWellFormed(key)) report(inner, key, 'a key that is well-formed Unicode')
    walkValue({ schema: schema.values, value: part, path: inner }, settings, report)
  }
}

function walkRecord(
  { schema, value, path }: Visit<RecordSchema, Record<string, unknown>>,
  settings: WalkSettings,
  report: Report,
): void {
  for (const { name, type, default: fallback } of schema.fields) {
    const part = name in Object.prototype && !Object.hasOwn(value, name) ? undefined : value[name]
    if (part === undefined && fallback !== undefined) continue
    walkValue({ schema: type, value: part, path: [...path, name] }, settings, report)
  }
  if (!settings.strict) return
  for (const key of Object.keys(value)) {
    if (value[key] === undefined || schema.fields.some(({ name }) => name === key)) continue
    report([...path, key], value[key], `left out: ${schema.name} has no such field`)
  }
}

function walkUnion(
  { schema, value, path }: Visit<UnionSchema>,
  settings: WalkSettings,
  report: Report,
): void {
  if (settings.forms.unions === 'wrapped') {
    walkWrapped({ schema, value, path }, settings, report)
    return
  }
  const candidates = schema.branches.filter((branch) => takesKind(branch, value, settings.forms))
  const [only, ...others] = candidates
  if (only !== undefined && others.length === 0) {
    walkValue({ schema: only, value, path }, settings, report)
  } else if (!candidates.some((branch) => fits(branch, value, settings))) {
    report(path, value, schema)
  }
}

function walkWrapped(
  { schema, value, path }: Visit<UnionSchema>,
  settings: WalkSettings,
  report: Report,
): void {
  const [[key, inner] = [], ...others] = isRecord(value) ? Object.entries(value) : []
  const branch = schema.branches.find((candidate) =>
    candidate.kind === 'null' ? value === null : branchName(candidate) === key,
  )
  if (branch === undefined || others.length > 0) report(path, value, schema)
  else if (branch.kind !== 'null' && key !== undefined) {
    walkValue({ schema: branch, value: inner, path: [...path, key] }, settings, report)
  }
}

const ROOM = Buffer.alloc(10)

/** Tries the very functions that writers use. */
function fitsLeaf(schema: Schema, value: unknown, settings: WalkSettings): boolean {
  try {
    const converter = converterFor(schema, settings.forms)
    return fitsPlain(schema, converter ? converter.toAvro(value) : value, {
      ...settings,
      ...(converter ? { forms: { ...settings.forms, long: 'auto' as const } } : {}),
    })
  } catch (thrown) {
    if (thrown === REFUSED) return false
    throw thrown
  }
}

function fitsPlain(schema: Schema, value: unknown, { forms, exact }: WalkSettings): boolean {
  switch (schema.kind) {
    case 'null':
      return value === null
    case 'boolean':
      return typeof value === 'boolean'
    case 'int':
      return writeInt(value, ROOM, 0) > 0 && !(exact && Object.is(value, -0))
    case 'long':
      if (exact && Object.is(value, -0)) return false
      return (forms.long === 'number' ? writeLong : writeAnyLong)(value, ROOM, 0) > 0
    case 'float':
      return isFloat(value) && !(exact && !Object.is(Math.fround(value), value))
    case 'double':
      return typeof value === 'number'
    case 'string':
      return typeof value === 'string' && isWellFormed(value)
    case 'bytes':
      return value instanceof Uint8Array
    case 'fixed':
      return value instanceof Uint8Array && value.length === schema.size
    case 'enum':
      return typeof value === 'string' && schema.symbols.includes(value)
    default:
      return false
  }
}
