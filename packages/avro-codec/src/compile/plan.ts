import type { Schema } from '../schema/schema.ts'

/** How data of a writer's schema become values of a reader's. */
export type Plan =
  | LeafPlan
  | EnumPlan
  | ArrayPlan
  | MapPlan
  | RecordPlan
  | UnionPlan
  | WrapPlan
  | RefusalPlan

/** A primitive or fixed: read as written, promoted, then converted as the reader's schema says. */
export interface LeafPlan {
  readonly op: 'leaf'
  readonly writer: Schema
  readonly reader: Schema
}

/** An enum's symbol, named as the reader's schema names it. */
export interface EnumPlan {
  readonly op: 'enum'
  readonly name: string
  /** The reader's symbol for each of the writer's; none where the reader does not have it. */
  readonly symbols: readonly (string | undefined)[]
}

/** A list, read item by item. */
export interface ArrayPlan {
  readonly op: 'array'
  readonly items: Plan
  /** Least bytes of an item. */
  readonly itemBytes: number
}

/** A map, read entry by entry. */
export interface MapPlan {
  readonly op: 'map'
  readonly values: Plan
  /** Least bytes of an entry. */
  readonly entryBytes: number
}

/** A record: what is done with each of the writer's fields, and what the reader's become. */
export interface RecordPlan {
  readonly op: 'record'
  readonly name: string
  /** The writer's fields, in the order of the bytes. */
  readonly steps: FieldStep[]
  /** The reader's fields, in its order. */
  readonly fields: ReadField[]
  /** Why the writer's record cannot be read as the reader's, once that is found out. */
  because?: string
}

/** One of the writer's fields: to be read into the reader's field of that name, or passed over. */
export type FieldStep = { readonly field: string; readonly plan: Plan } | { readonly skip: Schema }

/** One of the reader's fields; with a default where the writer does not have it. */
export interface ReadField {
  readonly name: string
  readonly default?: { readonly type: Schema; readonly json: unknown }
}

/** A union of the writer's: a plan for each of its branches. */
export interface UnionPlan {
  readonly op: 'union'
  readonly branches: readonly Plan[]
}

/** A value that the reader has in a union, under a branch's name. */
export interface WrapPlan {
  readonly op: 'wrap'
  readonly branch: string
  readonly inner: Plan
}

/** A branch that the reader cannot read: an error only where a datum has it. */
export interface RefusalPlan {
  readonly op: 'refuse'
  readonly because: string
}
