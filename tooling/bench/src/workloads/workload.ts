/** Records of one schema, to encode and decode over and over. */
export interface Workload<T = unknown> {
  /** For the title of a table. */
  readonly name: string
  readonly schema: string
  /** A later version of it, to read as. */
  readonly laterSchema: string
  /** Different values, so that no loop can be folded into a constant. */
  readonly records: readonly T[]
  /** Operations of a round for a contender in this process. */
  readonly operations: number
}

/** The id that stands in each frame. */
export const SCHEMA_ID = 1

/** A record schema with a field more, and another field first. */
export function later(schema: object, field: object): string {
  const { fields, ...rest } = schema as { fields: readonly object[] }
  return JSON.stringify({ ...rest, fields: [...fields.slice(1), field, ...fields.slice(0, 1)] })
}
