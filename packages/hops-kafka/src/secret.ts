import { inspect } from 'node:util'

/**
 * A value that must not be printed: logs, JSON and `util.inspect` show its length only.
 *
 * JavaScript strings cannot be wiped; this guards against careless printing, not against a memory dump.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself, for the one place that needs it. */
  reveal(): string {
    return this.#value
  }

  /** How the secret shows in text: `***(64 characters)`. */
  toString(): string {
    return `***(${this.#value.length} characters)`
  }

  /** Same as {@link toString}, so that `JSON.stringify` leaks nothing. */
  toJSON(): string {
    return this.toString()
  }

  [inspect.custom](): string {
    return this.toString()
  }
}
