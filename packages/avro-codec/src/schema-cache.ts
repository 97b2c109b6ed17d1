import type { AvroSchema, SchemaText } from './avro-schema.ts'
import { CompiledSchema, type RegisteredSchema } from './compiled-schema.ts'
import type { DatumReader } from './datum-reader.ts'
import { LruMap } from './lru-map.ts'
import type { Settings } from './options.ts'

/** How many compiled schemas are kept, and how many readers of one as another; a topic has a handful. */
const MAX_KEPT = 1000

/** The text of a schema, and of those that it refers to. */
export interface LoadedSchema {
  readonly schema: string
  readonly references?: readonly SchemaText[]
}

/** What fills the cache. */
interface CacheOptions {
  readonly load: (id: number) => Promise<LoadedSchema>
  readonly settings: Settings
  readonly onWarning: ((text: string) => void) | undefined
}

/**
 * Compiled schemas by id, and what reads their data as another schema. An id means the same schema
 * for ever, so nothing grows stale.
 */
export class SchemaCache {
  readonly #options: CacheOptions
  readonly #compiled = new LruMap<number, CompiledSchema>(MAX_KEPT)
  readonly #loading = new Map<number, Promise<CompiledSchema>>()
  readonly #resolved = new LruMap<string, DatumReader>(MAX_KEPT)

  constructor(options: CacheOptions) {
    this.#options = options
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

  /** Takes in a schema whose text is at hand. */
  add(registered: RegisteredSchema): CompiledSchema {
    const known = this.#compiled.get(registered.id)
    if (known?.schema.text === registered.schema) return known
    const { settings, onWarning } = this.#options
    const compiled = new CompiledSchema(registered, settings)
    for (const text of compiled.schema.warnings) onWarning?.(text)
    this.#compiled.set(registered.id, compiled)
    return compiled
  }

  /**
   * What reads data of a schema as values of another. Its canonical form would not do as a key: that
   * leaves out defaults and aliases, by which two readers may differ.
   */
  readerOf(writer: CompiledSchema, as: AvroSchema | undefined): DatumReader {
    if (as === undefined) return writer.reader
    const key = `${writer.id} ${as.text}`
    const known = this.#resolved.get(key)
    if (known?.of === writer) return known
    const reader = writer.readerAs(as)
    this.#resolved.set(key, reader)
    return reader
  }

  /** A failure is not kept: the next caller asks again. */
  async #fetch(id: number): Promise<CompiledSchema> {
    try {
      return this.add({ id, ...(await this.#options.load(id)) })
    } finally {
      this.#loading.delete(id)
    }
  }
}
