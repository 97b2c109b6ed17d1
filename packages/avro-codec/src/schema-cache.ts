import { CompiledSchema, type RegisteredSchema } from './compiled-schema.ts'

/** How many compiled schemas are kept; a topic has a handful. */
const MAX_SCHEMAS = 1000

/**
 * Compiled schemas by id, the oldest given up first. An id means the same schema for ever, so
 * nothing grows stale.
 */
export class SchemaCache {
  readonly #load: (id: number) => Promise<string>
  readonly #onWarning: ((text: string) => void) | undefined
  readonly #compiled = new Map<number, CompiledSchema>()
  readonly #loading = new Map<number, Promise<CompiledSchema>>()

  constructor(load: (id: number) => Promise<string>, onWarning?: (text: string) => void) {
    this.#load = load
    this.#onWarning = onWarning
  }

  /** The schema, if it is there. */
  peek(id: number): CompiledSchema | undefined {
    return this.#compiled.get(id)
  }

  /** The schema, fetched and compiled if need be; callers at the same time share both. */
  get(id: number): Promise<CompiledSchema> {
    const known = this.#compiled.get(id)
    if (known) return Promise.resolve(known)
    const loading = this.#loading.get(id) ?? this.#fetch(id)
    this.#loading.set(id, loading)
    return loading
  }

  /** Compiles a schema whose text is at hand. */
  add(registered: RegisteredSchema): CompiledSchema {
    const known = this.#compiled.get(registered.id)
    if (known?.text === registered.schema) return known
    const compiled = new CompiledSchema(registered)
    for (const text of compiled.warnings) this.#onWarning?.(text)
    this.#compiled.set(registered.id, compiled)
    if (this.#compiled.size > MAX_SCHEMAS) this.#dropOldest()
    return compiled
  }

  /** A failure is not kept: the next caller asks again. */
  async #fetch(id: number): Promise<CompiledSchema> {
    try {
      return this.add({ id, schema: await this.#load(id) })
    } finally {
      this.#loading.delete(id)
    }
  }

  #dropOldest(): void {
    for (const id of this.#compiled.keys()) {
      this.#compiled.delete(id)
      return
    }
  }
}
