/** Why data of one schema cannot be read as another. */
export class Incompatible extends Error {
  /** @param path - the field, with dots; empty for the schema as a whole */
  constructor(path: readonly string[], because: string) {
    super(path.length === 0 ? because : `field ${path.join('.')}: ${because}`)
  }
}
