import { type CompatibilityLevel, isCompatibilityLevel } from '../avro/levels.ts'
import { badArgument } from '../errors.ts'
import { checkPositiveInt, type Question, question, segment } from './question.ts'

/** A version's number, or the highest there is. */
export type Version = number | 'latest'

/** `GET schemas/ids/{id}` */
export function askForSchema(id: number): Question {
  checkPositiveInt(id, 'schema id')
  return question(`/schemas/ids/${id}`, `schema id ${id}`)
}

/** `GET subjects` */
export function askForSubjects(): Question {
  return question('/subjects', 'the list of subjects', { answer: 'list' })
}

/** `GET subjects/{subject}/versions` */
export function askForVersions(subject: string): Question {
  const what = `the versions of ${named(subject)}`
  return question(`${subjectPath(subject)}/versions`, what, { answer: 'list' })
}

/** `GET subjects/{subject}/versions/{version}` */
export function askForVersion(subject: string, version: Version): Question {
  return question(versionPath(subject, version), versionName(subject, version))
}

/** `GET subjects/{subject}/versions/{version}/schema` */
export function askForSchemaText(subject: string, version: Version): Question {
  const what = `the schema of ${versionName(subject, version)}`
  return question(`${versionPath(subject, version)}/schema`, what, { answer: 'text' })
}

/** `POST subjects/{subject}`: finds, never registers. */
export function askForLookup(subject: string, schema: string): Question {
  const what = `schema in ${named(subject)}`
  return question(subjectPath(subject), what, {
    method: 'POST',
    body: schemaBody(schema, what),
    missingSchema: 'ERR_REGISTRY_SCHEMA_NOT_REGISTERED',
  })
}

/** `POST subjects/{subject}/versions`: the same schema again gives the same version. */
export function askToRegister(subject: string, schema: string): Question {
  const what = `registering under ${named(subject)}`
  const body = schemaBody(schema, what)
  return question(`${subjectPath(subject)}/versions`, what, { method: 'POST', body })
}

/** `DELETE subjects/{subject}` */
export function askToDeleteSubject(subject: string): Question {
  const what = `deleting ${named(subject)}`
  const traits = { method: 'DELETE', answer: 'list', repeatable: false } as const
  return question(subjectPath(subject), what, traits)
}

/** `DELETE subjects/{subject}/versions/{version}` */
export function askToDeleteVersion(subject: string, version: Version): Question {
  const what = `deleting ${versionName(subject, version)}`
  const traits = { method: 'DELETE', repeatable: false } as const
  return question(versionPath(subject, version), what, traits)
}

/** `POST compatibility/subjects/{subject}/versions/{version}` */
export function askForCompatibility(subject: string, schema: string, version: Version): Question {
  const what = `compatibility with ${versionName(subject, version)}`
  const body = schemaBody(schema, what)
  return question(`/compatibility${versionPath(subject, version)}`, what, { method: 'POST', body })
}

/** `GET config`, or `GET config/{subject}` */
export function askForLevel(subject?: string): Question {
  const [path, what] = levelPlace(subject)
  return question(path, what)
}

/** `PUT config`, or `PUT config/{subject}` */
export function askToSetLevel(level: CompatibilityLevel, subject?: string): Question {
  const [path, what] = levelPlace(subject)
  if (!isCompatibilityLevel(level)) throw badArgument(what, `${String(level)} is none`)
  return question(path, what, { method: 'PUT', body: JSON.stringify({ compatibility: level }) })
}

/** `GET topics/{topic}/subjects` */
export function askForTopicSubject(topic: string): Question {
  return question(`/topics/${segment(topic, 'topic')}/subjects`, `topic "${topic}"`)
}

/** `PUT topics/{topic}/subjects/{subject}/versions/{version}` */
export function askToLinkTopic(topic: string, subject: string, version: number): Question {
  checkPositiveInt(version, `version of ${named(subject)}`)
  const path = `/topics/${segment(topic, 'topic')}${versionPath(subject, version)}`
  return question(path, `topic "${topic}"`, { method: 'PUT', answer: 'nothing' })
}

function levelPlace(subject: string | undefined): [path: string, what: string] {
  if (subject === undefined) return ['/config', 'the compatibility level']
  const path = `/config/${segment(subject, 'subject')}`
  return [path, `the compatibility level of ${named(subject)}`]
}

function subjectPath(subject: string): string {
  return `/subjects/${segment(subject, 'subject')}`
}

function versionPath(subject: string, version: Version): string {
  if (version !== 'latest') checkPositiveInt(version, `version of ${named(subject)}`)
  return `${subjectPath(subject)}/versions/${version}`
}

function versionName(subject: string, version: Version): string {
  return version === 'latest' ? named(subject) : `version ${version} of ${named(subject)}`
}

function named(subject: string): string {
  return `subject "${subject}"`
}

function schemaBody(schema: string, what: string): string {
  if (typeof schema !== 'string' || schema === '')
    throw badArgument(what, 'the schema is not a text')
  return JSON.stringify({ schema })
}
