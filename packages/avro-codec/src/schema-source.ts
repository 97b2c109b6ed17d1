import type { SchemaText } from './avro-schema.ts'

/** A subject's version. */
export interface LatestSchema {
  /** Of the schema, from 1 to 2^31 - 1. */
  readonly id: number
  /** Counted from 1. */
  readonly version: number
  /** The schema's JSON text. */
  readonly schema: string
  /** Schemas that it refers to, each before those that need it. */
  readonly references?: readonly SchemaText[]
}

/**
 * Where schemas come from: a registry client, or a table. It may cache or not; the codec asks for
 * an id once and keeps the compiled schema.
 */
export interface SchemaSource {
  /** The schema's JSON text; with the schemas that it refers to where there are any. */
  schemaById(
    id: number,
  ): Promise<string | { readonly schema: string; readonly references?: readonly SchemaText[] }>
  /** The subject's latest version. Needed only for writers made by subject. */
  latest?(subject: string): Promise<LatestSchema>
  /** The id of the version of a subject that is this schema. Needed only for writers made by schema. */
  lookup?(subject: string, schema: string): Promise<{ readonly id: number }>
  /** Adds a version to a subject. Needed only for writers with `register: true`. */
  register?(subject: string, schema: string): Promise<{ readonly id: number }>
}
