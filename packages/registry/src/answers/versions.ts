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

/** What registering tells. */
export type RegisteredVersion = Omit<SubjectVersion, 'schema'>

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
  const { id, subject, version } = readRegistered(json, answered, expected)
  return { id, subject, version, schema: readSchema(json, answered) }
}

/**
 * Where a schema was registered. Numbers that are no whole number below 2^31, which is what the
 * servers' own type holds, are refused and never rounded.
 */
export function readRegistered(
  json: unknown,
  answered: Answered,
  expected: Expected,
): RegisteredVersion {
  const fault = (because: string) => notARegistry(answered, because)
  const id = readId(json, answered)
  const { subject, version } = json as { readonly subject?: unknown; readonly version?: unknown }
  if (!isPositiveInt(version)) throw fault('its JSON has no `version` from 1 to 2^31 - 1')
  if (!isText(subject)) throw fault('its JSON has no `subject` text')
  if (expected.subject !== undefined && subject !== expected.subject)
    throw fault('its answer is about another subject')
  if (expected.version !== undefined && version !== expected.version)
    throw fault('its answer is about another version')
  return { id, subject, version }
}

/** The schema's id in an answer. */
export function readId(json: unknown, answered: Answered): number {
  if (!isObject(json)) throw notARegistry(answered, 'its JSON is not an object')
  const { id } = json
  if (isPositiveInt(id)) return id
  throw notARegistry(answered, 'its JSON has no `id` from 1 to 2^31 - 1')
}

/** Names, as a list has them. */
export function readNames(content: unknown): readonly string[] {
  return content as readonly string[]
}

/** Version numbers, ascending. */
export function readVersionList(content: unknown, answered: Answered): readonly number[] {
  const numbers = (content as readonly string[]).map(Number)
  if (numbers.every(isPositiveInt)) return numbers.sort((a, b) => a - b)
  throw notARegistry(answered, 'its list holds what is no version')
}

/** The version that a deletion tells. */
export function readVersionNumber(json: unknown, answered: Answered): number {
  if (isPositiveInt(json)) return json
  throw notARegistry(answered, 'its answer is no version')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isPositiveInt(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) < 2 ** 31
}
