import { RegistryError } from './errors.ts'

/** One request to the registry, and how to speak of it when it fails. */
export interface Question {
  readonly method: 'GET' | 'POST'
  /** Below the registry's URL, escaped, with the slash before it. */
  readonly path: string
  /** JSON text of a POST. */
  readonly body?: string
  /** What is asked for, for messages: `subject "sensor"`. */
  readonly what: string
  /** What the server's "schema not found" means here. */
  readonly missingSchema: 'ERR_REGISTRY_SCHEMA_NOT_FOUND' | 'ERR_REGISTRY_SCHEMA_NOT_REGISTERED'
}

const MAX_INT = 2 ** 31 - 1
/** Hopsworks' columns for the names end there. */
const MAX_NAME_CHARACTERS = 255

/** `GET schemas/ids/{id}` */
export function askForSchema(id: number): Question {
  checkInteger(id, 'schema id')
  return read(`/schemas/ids/${id}`, `schema id ${id}`)
}

/** `GET subjects/{subject}/versions/{version}` */
export function askForVersion(subject: string, version: number | 'latest'): Question {
  if (version !== 'latest') checkInteger(version, `version of subject "${subject}"`)
  const what =
    version === 'latest' ? `subject "${subject}"` : `version ${version} of subject "${subject}"`
  return read(`/subjects/${segment(subject, 'subject')}/versions/${version}`, what)
}

/** `GET topics/{topic}/subjects` */
export function askForTopic(topic: string): Question {
  return read(`/topics/${segment(topic, 'topic')}/subjects`, `topic "${topic}"`)
}

/** `POST subjects/{subject}`: finds, never registers. */
export function askForLookup(subject: string, schema: string): Question {
  const path = `/subjects/${segment(subject, 'subject')}`
  const what = `schema in subject "${subject}"`
  if (typeof schema !== 'string' || schema === '')
    throw badArgument(what, 'the schema is not a text')
  const body = JSON.stringify({ schema })
  return { method: 'POST', path, body, what, missingSchema: 'ERR_REGISTRY_SCHEMA_NOT_REGISTERED' }
}

function read(path: string, what: string): Question {
  return { method: 'GET', path, what, missingSchema: 'ERR_REGISTRY_SCHEMA_NOT_FOUND' }
}

function checkInteger(value: number, what: string): void {
  if (Number.isInteger(value) && value >= 1 && value <= MAX_INT) return
  throw badArgument(what, `${String(value)} is not a whole number from 1 to ${MAX_INT}`)
}

/** A name as one segment of a path, from which it cannot break out. */
function segment(name: string, kind: string): string {
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

function badArgument(what: string, because: string, cause?: unknown): RegistryError {
  const fix = 'Mend the argument of the call.'
  return new RegistryError('ERR_REGISTRY_BAD_ARGUMENT', { what, because, fix, cause })
}
