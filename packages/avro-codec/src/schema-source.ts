/**
 * Where schemas come from: a registry client, or a table. It may cache or not; the codec asks for
 * an id once and keeps the compiled schema.
 */
export interface SchemaSource {
  /** The schema's JSON text. */
  schemaById(id: number): Promise<string>
  /** The subject's latest version. Needed only for writers made by subject. */
  latest?(subject: string): Promise<{ id: number; version: number; schema: string }>
}
