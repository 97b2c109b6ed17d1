import { type Answered, isObject } from './answered.ts'
import { notARegistry } from './server-errors.ts'

/** One version of a subject. */
export interface SubjectVersion {
  /** The schema's id in this project, which stands before each record. */
  readonly id: number
  readonly subject: string
  /** Counts from 1. */
  readonly version: number
  /** The schema as Avro's JSON text, as the registry keeps it. */
  readonly schema: string
}

/** What the answer must be about. */
export interface Expected {
  readonly subject?: string
  readonly version?: number
}

/** The schema text of an answer to a schema id. */
export function readSchema(json: unknown, answered: Answered): string {
  if (isObject(json) && isText(json['schema'])) return json['schema']
  throw notARegistry(answered, 'its JSON has no `schema` text')
}

/** The subject version of an answer; one about another subject or version is refused. */
export function readVersion(json: unknown, answered: Answered, expected: Expected): SubjectVersion {
  const fault = (because: string) => notARegistry(answered, because)
  if (!isObject(json)) throw fault('its JSON is not an object')
  const { id, subject, version, schema } = json
  if (!isPositiveInt(id)) throw fault('its JSON has no `id` from 1 to 2^31 - 1')
  if (!isPositiveInt(version)) throw fault('its JSON has no `version` from 1 to 2^31 - 1')
  if (!isText(subject)) throw fault('its JSON has no `subject` text')
  if (!isText(schema)) throw fault('its JSON has no `schema` text')
  if (expected.subject !== undefined && subject !== expected.subject)
    throw fault('its answer is about another subject')
  if (expected.version !== undefined && version !== expected.version)
    throw fault('its answer is about another version')
  return { id, subject, version, schema }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isPositiveInt(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) < 2 ** 31
}
