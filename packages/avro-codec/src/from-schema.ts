import type { LogicalTypeName } from './schema/logical-types.ts'
import type { Duration } from './values/duration.ts'
import type { ValueForms } from './values/value-forms.ts'

/**
 * The type of a schema's values as they are read, for a schema that TypeScript knows literally:
 *
 * ```ts
 * import type { FromSchema } from '@hops-kafka/avro-codec'
 *
 * const schema = { type: 'array', items: ['null', 'long'] } as const
 * const values: FromSchema<typeof schema> = [1, null]
 * ```
 *
 * @typeParam F - the codec's options that shape values, where they are not the defaults
 */
export type FromSchema<S, F extends ValueForms = Record<never, never>> = ValueOf<S, S, F, 'read'>

/**
 * The type of what a writer of the schema takes: fields with a default may be left out, any
 * Uint8Array passes for bytes, and numbers for longs.
 *
 * @typeParam F - the codec's options that shape values, where they are not the defaults
 */
export type IntoSchema<S, F extends ValueForms = Record<never, never>> = ValueOf<S, S, F, 'write'>

type Side = 'read' | 'write'

/** The value of `S`, a part of the schema `Root`. */
type ValueOf<S, Root, F, On extends Side> = S extends string
  ? NamedValue<S, Root, F, On>
  : S extends readonly (infer Branch)[]
    ? BranchValue<Branch, Root, F, On>
    : S extends { readonly logicalType: infer Logical; readonly type: infer Carrier }
      ? LogicalValue<Logical, Carrier, S, { root: Root; forms: F; on: On }>
      : ComplexValue<S, Root, F, On>

type NamedValue<S extends string, Root, F, On extends Side> = S extends keyof PlainValues<F, On>
  ? PlainValues<F, On>[S]
  : ValueOf<DefinitionOf<S, Root>, Root, F, On>

interface PlainValues<F, On extends Side> {
  null: null
  boolean: boolean
  int: number
  long: LongValue<F, On>
  float: number
  double: number
  bytes: BytesValue<On>
  string: string
}

type BytesValue<On extends Side> = On extends 'read' ? Buffer : Uint8Array

type LongValue<F, On extends Side> = F extends { readonly long: 'bigint' | 'auto' }
  ? On extends 'write'
    ? number | bigint
    : F extends { readonly long: 'bigint' }
      ? bigint
      : number | bigint
  : number

type ComplexValue<S, Root, F, On extends Side> = S extends { readonly type: infer T }
  ? T extends 'record' | 'error'
    ? S extends { readonly fields: readonly (infer Field)[] }
      ? RecordValue<Field, Root, F, On>
      : never
    : T extends 'enum'
      ? S extends { readonly symbols: readonly (infer Symbol)[] }
        ? Symbol
        : never
      : T extends 'fixed'
        ? BytesValue<On>
        : T extends 'array'
          ? S extends { readonly items: infer Items }
            ? readonly ValueOf<Items, Root, F, On>[]
            : never
          : T extends 'map'
            ? S extends { readonly values: infer Values }
              ? { readonly [key: string]: ValueOf<Values, Root, F, On> }
              : never
            : ValueOf<T, Root, F, On>
  : never

/** Reading gives every field; a writer may be given none where there is a default. */
type RecordValue<Field, Root, F, On extends Side> = Flat<
  {
    readonly [K in Field as On extends 'write' ? NameUnlessDefault<K> : NameOf<K>]: ValueOf<
      TypeOf<K>,
      Root,
      F,
      On
    >
  } & {
    readonly [K in Field as On extends 'write' ? NameIfDefault<K> : never]?:
      | ValueOf<TypeOf<K>, Root, F, On>
      | undefined
  }
>

type Flat<T> = { [K in keyof T]: T[K] }
type NameOf<Field> = Field extends { readonly name: infer Name extends string } ? Name : never
type NameIfDefault<Field> = Field extends { readonly default: unknown } ? NameOf<Field> : never
type NameUnlessDefault<Field> = Field extends { readonly default: unknown } ? never : NameOf<Field>
type TypeOf<Field> = Field extends { readonly type: infer T } ? T : never

type BranchValue<Branch, Root, F, On extends Side> = F extends { readonly unions: 'wrapped' }
  ? Branch extends 'null'
    ? null
    : { readonly [K in BranchName<Branch>]: ValueOf<Branch, Root, F, On> }
  : Branch extends unknown
    ? ValueOf<Branch, Root, F, On>
    : never

/** A namespace around the union is not seen: write the full name into such a branch. */
type BranchName<Branch> = Branch extends string
  ? Branch
  : Branch extends {
        readonly namespace: infer Space extends string
        readonly name: infer Name extends string
      }
    ? `${Space}.${Name}`
    : Branch extends { readonly name: infer Name extends string }
      ? Name
      : Branch extends { readonly type: infer T extends string }
        ? T
        : never

/** What may carry a logical type, and what it is converted to. */
interface LogicalTypes {
  decimal: { on: 'bytes' | 'fixed'; is: string }
  'big-decimal': { on: 'bytes'; is: string }
  uuid: { on: 'string' | 'fixed'; is: string }
  date: { on: 'int'; is: string }
  'time-millis': { on: 'int'; is: string }
  'time-micros': { on: 'long'; is: string }
  'timestamp-millis': { on: 'long'; is: Date }
  'timestamp-micros': { on: 'long'; is: string }
  'timestamp-nanos': { on: 'long'; is: string }
  'local-timestamp-millis': { on: 'long'; is: string }
  'local-timestamp-micros': { on: 'long'; is: string }
  'local-timestamp-nanos': { on: 'long'; is: string }
  duration: { on: 'fixed'; is: Duration }
}

type ConvertedByDefault = 'decimal' | 'big-decimal' | 'uuid' | 'duration'

/** Whether the options convert a logical type. */
type IsConverted<Logical extends LogicalTypeName, F> = F extends {
  readonly logicalTypes: { readonly [K in Logical]: infer On }
}
  ? On
  : Logical extends ConvertedByDefault
    ? true
    : false

type LogicalValue<
  Logical,
  Carrier,
  S,
  At extends { root: unknown; forms: unknown; on: Side },
> = Logical extends LogicalTypeName
  ? [Carrier, IsConverted<Logical, At['forms']>] extends [LogicalTypes[Logical]['on'], true]
    ? LogicalTypes[Logical]['is']
    : ComplexValue<S, At['root'], At['forms'], At['on']>
  : ComplexValue<S, At['root'], At['forms'], At['on']>

/** All named types that a schema defines. */
type Definitions<S> = S extends readonly (infer Branch)[]
  ? Definitions<Branch>
  : S extends { readonly type: 'record' | 'error'; readonly fields: readonly (infer Field)[] }
    ? S | Definitions<TypeOf<Field>>
    : S extends { readonly type: 'enum' | 'fixed' }
      ? S
      : S extends { readonly items: infer Items }
        ? Definitions<Items>
        : S extends { readonly values: infer Values }
          ? Definitions<Values>
          : S extends { readonly type: infer T extends object }
            ? Definitions<T>
            : never

/** The definition that a name refers to, whatever the namespaces. */
type DefinitionOf<Name extends string, Root> = Matching<Definitions<Root>, SimpleName<Name>>

type Matching<Definition, Name extends string> = Definition extends {
  readonly name: infer Own extends string
}
  ? SimpleName<Own> extends Name
    ? Definition
    : never
  : never

type SimpleName<Name extends string> = Name extends `${string}.${infer Rest}`
  ? SimpleName<Rest>
  : Name
