import { badArgument } from '../errors.ts'

/** What an API key may be for. */
export type Scope = 'KAFKA' | 'PROJECT'

/** One request, and how to speak of it when it fails. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the client's URL, escaped, with the slash before it, and the query behind it. */
  readonly path: string
  /** JSON text of a POST or PUT. */
  readonly body: string | undefined
  /** What is asked for, for messages: `subject "sensor"`. */
  readonly what: string
  /** What a good answer holds: JSON, a list in whatever form, a text as it is, or nothing. */
  readonly answer: 'json' | 'list' | 'text' | 'nothing'
  /** Whether it may be asked again after it has failed: asking twice does no more than once. */
  readonly repeatable: boolean
  /** What the server's "schema not found" means here. */
  readonly missingSchema: 'ERR_REGISTRY_SCHEMA_NOT_FOUND' | 'ERR_REGISTRY_SCHEMA_NOT_REGISTERED'
  /** The scope that the key needs; undefined where no key is sent. */
  readonly scope: Scope | undefined
}

const MAX_INT = 2 ** 31 - 1
/** Hopsworks' columns for the names end there. */
const MAX_NAME_CHARACTERS = 255

/** A question; what is not said is that of a plain read. */
export function question(
  path: string,
  what: string,
  traits: Partial<Omit<Question, 'path' | 'what'>> = {},
): Question {
  return {
    method: traits.method ?? 'GET',
    path,
    body: traits.body,
    what,
    answer: traits.answer ?? 'json',
    repeatable: traits.repeatable ?? true,
    missingSchema: traits.missingSchema ?? 'ERR_REGISTRY_SCHEMA_NOT_FOUND',
    scope: 'scope' in traits ? traits.scope : 'KAFKA',
  }
}

/** @throws {RegistryError} `ERR_REGISTRY_BAD_ARGUMENT` */
export function checkPositiveInt(value: number, what: string): void {
  if (Number.isInteger(value) && value >= 1 && value <= MAX_INT) return
  throw badArgument(what, `${String(value)} is not a whole number from 1 to ${MAX_INT}`)
}

/**
 * A name as one segment of a path, from which it cannot break out.
 *
 * @throws {RegistryError} `ERR_REGISTRY_BAD_ARGUMENT`
 */
export function segment(name: string, kind: string): string {
  if (typeof name !== 'string') throw badArgument(kind, `a ${typeof name} is not a name`)
  if (name === '' || name.length > MAX_NAME_CHARACTERS)
    throw badArgument(kind, `the name has ${name.length} characters`)
  const what = `${kind} ${JSON.stringify(name)}`
  // A URL resolves these two even when they are escaped.
  if (name === '.' || name === '..') throw badArgument(what, 'it cannot be part of a path')
  try {
    return encodeURIComponent(name)
  } catch (cause) {
    throw badArgument(what, 'it holds half a character', cause)
  }
}
