import type { LogicalType } from './logical-types.ts'

/** Names of Avro's primitive types. */
const PRIMITIVE_NAMES = [
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
] as const

/** One of {@link PRIMITIVE_NAMES}. */
export type PrimitiveName = (typeof PRIMITIVE_NAMES)[number]

/** A schema as a tree; a named type that is referred to by its name is the same object again. */
export type Schema =
  | PrimitiveSchema
  | FixedSchema
  | EnumSchema
  | ArraySchema
  | MapSchema
  | UnionSchema
  | RecordSchema

/** A type without a name or parts. */
export interface PrimitiveSchema {
  readonly kind: PrimitiveName
  readonly logicalType?: LogicalType
}

/** What record, enum and fixed have in common. */
interface NamedSchema {
  /** With its namespace. */
  readonly name: string
  /** With their namespaces. */
  readonly aliases: readonly string[]
  readonly doc?: string
}

/** So many bytes under a name. */
export interface FixedSchema extends NamedSchema {
  readonly kind: 'fixed'
  readonly size: number
  readonly logicalType?: LogicalType
}

/** One symbol of a list. */
export interface EnumSchema extends NamedSchema {
  readonly kind: 'enum'
  readonly symbols: readonly string[]
  /** What a reader takes for a symbol that it does not know. */
  readonly default?: string
}

/** Fields under names, in the order of the bytes. */
export interface RecordSchema extends NamedSchema {
  readonly kind: 'record'
  readonly fields: readonly Field[]
}

/** One field of a record. */
export interface Field {
  readonly name: string
  readonly type: Schema
  readonly aliases: readonly string[]
  readonly doc?: string
  /** In the JSON form of the specification's table; absent where there is none. */
  readonly default?: { readonly json: unknown }
}

/** A list of values of one type. */
export interface ArraySchema {
  readonly kind: 'array'
  readonly items: Schema
}

/** Values of one type under text keys. */
export interface MapSchema {
  readonly kind: 'map'
  readonly values: Schema
}

/** A value of one of several types. */
export interface UnionSchema {
  readonly kind: 'union'
  readonly branches: readonly Schema[]
}

/** What a branch of a union is called: the full name of a named type, else the type's. */
export function branchName(schema: Schema): string {
  return 'name' in schema ? schema.name : schema.kind
}

/** Whether a name is a primitive type's. */
export function isPrimitiveName(name: string): name is PrimitiveName {
  return (PRIMITIVE_NAMES as readonly string[]).includes(name)
}
