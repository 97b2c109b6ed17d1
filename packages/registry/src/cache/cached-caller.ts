import { type Expected, readSchema, readVersion, type SubjectVersion } from '../answers/versions.ts'
import { RegistryError } from '../errors.ts'
import type { Question } from '../questions/question.ts'
import { askForSchema } from '../questions/registry-questions.ts'
import { aborted, type Caller, type Reader } from '../transport/caller.ts'
import type { SchemaCaches } from './schema-caches.ts'

/** Asks for schemas, but not for what is kept; keeps what it is told. */
export class CachedCaller {
  readonly #caller: Caller
  readonly #caches: SchemaCaches

  constructor(caller: Caller, caches: SchemaCaches) {
    this.#caller = caller
    this.#caches = caches
  }

  /** The text of an id; at once where it is kept. */
  schema(id: number, signal?: AbortSignal): string | Promise<string> {
    return this.#caches.byId.peek(id) ?? this.#fetchSchema(id, signal)
  }

  /** A subject version that may be another one soon. */
  current(question: Question, expected: Expected, signal?: AbortSignal): Promise<SubjectVersion> {
    const ask = (shared?: AbortSignal) => this.version(question, expected, shared)
    return orAborted(this.#caches.changing.get(question.path, ask, signal), question, signal)
  }

  /** A subject version, asked for each time; its schema is kept for those who ask for it by id. */
  version(question: Question, expected: Expected, signal?: AbortSignal): Promise<SubjectVersion> {
    const read: Reader<SubjectVersion> = (json, answered) => {
      const found = readVersion(json, answered, expected)
      this.#caches.byId.set(found.id, found.schema)
      return found
    }
    return this.#caller.ask(question, read, signal)
  }

  /** What is kept no longer holds once a change was made, nor when it is not known whether it was. */
  async changing<T>(change: Promise<T>): Promise<T> {
    try {
      return await change
    } finally {
      this.#caches.noteChange()
    }
  }

  #fetchSchema(id: number, signal?: AbortSignal): Promise<string> {
    const question = askForSchema(id)
    const ask = (shared?: AbortSignal) => this.#caller.ask(question, readSchema, shared)
    return orAborted(this.#caches.byId.get(id, ask, signal), question, signal)
  }
}

/** A caller who gives up what he shares with others gets our error, not his signal's reason. */
function orAborted<T>(
  answer: Promise<T>,
  question: Question,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return answer
  return answer.catch((error: unknown) => {
    throw error instanceof RegistryError ? error : aborted(question, error)
  })
}
