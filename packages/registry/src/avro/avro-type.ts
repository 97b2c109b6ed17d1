/** The primitive types of Avro. */
const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const

export type Primitive = (typeof PRIMITIVES)[number]

/** A schema as a graph: a named type is one object, wherever it is named. */
export type AvroType = PrimitiveType | ArrayType | MapType | UnionType | NamedType

export interface PrimitiveType {
  readonly kind: Primitive
}

export interface ArrayType {
  readonly kind: 'array'
  readonly items: AvroType
}

export interface MapType {
  readonly kind: 'map'
  readonly values: AvroType
}

export interface UnionType {
  readonly kind: 'union'
  readonly branches: readonly AvroType[]
}

/** What every named type has. */
interface Named {
  /** With its namespace. */
  readonly fullName: string
  /** Full names that it went by. */
  readonly aliases: readonly string[]
}

export interface RecordType extends Named {
  readonly kind: 'record'
  /** Filled while it is read, since a field may hold the record itself. */
  readonly fields: Field[]
}

export interface Field {
  readonly name: string
  readonly aliases: readonly string[]
  readonly type: AvroType
  readonly hasDefault: boolean
}

export interface EnumType extends Named {
  readonly kind: 'enum'
  readonly symbols: readonly string[]
  readonly hasDefault: boolean
}

export interface FixedType extends Named {
  readonly kind: 'fixed'
  readonly size: number
}

export type NamedType = RecordType | EnumType | FixedType

export function isPrimitive(name: unknown): name is Primitive {
  return PRIMITIVES.some((primitive) => primitive === name)
}
