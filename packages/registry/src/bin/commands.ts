import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { checkCompatibility, tellIncompatibility } from '../avro/check-compatibility.ts'
import type { CompatibilityLevel } from '../avro/levels.ts'
import { fullNameOf } from '../avro/record-name.ts'
import { unlessMissing } from '../errors.ts'
import type { HopsworksProject } from '../project.ts'
import type { HopsworksRegistry } from '../registry.ts'
import { type Arguments, UsageError } from './arguments.ts'

/** What a command has found, for people and for machines. */
export interface Found {
  readonly text: string
  readonly json: unknown
  /** Whether the answer is a no, which the exit code tells. @default false */
  readonly refused?: boolean
}

/** What a command works with. */
export interface Context {
  readonly given: Arguments
  readonly project: HopsworksProject
  readonly registry: HopsworksRegistry
}

type Command = (context: Context) => Promise<Found>

/** Every command by its name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  list,
  versions,
  get,
  register,
  check,
  delete: remove,
  topics,
  'topic create': createTopic,
}

async function list({ registry }: Context): Promise<Found> {
  const subjects = await registry.subjects()
  return { text: subjects.join('\n'), json: subjects }
}

async function versions({ given, registry }: Context): Promise<Found> {
  const numbers = await registry.versions(operand(given, 'SUBJECT'))
  return { text: numbers.join('\n'), json: numbers }
}

async function get({ given, registry }: Context): Promise<Found> {
  const { id, topic } = given
  if (id !== undefined) {
    const schema = await registry.schemaById(number(id, '--id'))
    return { text: schema, json: { id: Number(id), schema } }
  }
  const found =
    topic === undefined
      ? await versionOf(registry, operand(given, 'SUBJECT'), given.operands[1])
      : await registry.subjectOfTopic(topic)
  return { text: found.schema, json: found }
}

function versionOf(registry: HopsworksRegistry, subject: string, version = 'latest') {
  if (version === 'latest') return registry.latest(subject)
  return registry.version(subject, number(version, 'VERSION'))
}

async function register({ given, registry }: Context): Promise<Found> {
  const schema = await readSchema(operand(given, 'FILE'))
  const subject = subjectOf(given, schema)
  const registered = await registry.register(subject, schema, { anyName: given.anyName })
  const { id, version } = registered
  return { text: `${subject} version ${version}, id ${id}`, json: registered }
}

async function check({ given, registry }: Context): Promise<Found> {
  const schema = await readSchema(operand(given, 'FILE'))
  const subject = subjectOf(given, schema)
  const level = await levelFor(given, registry, subject)
  const earlier = await earlierSchemas(registry, subject)
  // Checked here first: a text that is no schema is told with its place.
  const local = checkCompatibility(schema, earlier, level)
  if (earlier.length === 0) {
    const text = `${subject} has no version yet: anything may be registered`
    return { text, json: { subject, level, server: null, local } }
  }
  const server = await registry.isCompatible(subject, schema)
  const verdicts = [
    `${subject} at the level ${level}, ${earlier.length} earlier version(s)`,
    `server, with the latest: ${server ? 'compatible' : 'incompatible'}`,
    `by Avro's rules: ${local.length === 0 ? 'compatible' : 'incompatible'}`,
    ...local.map((reason) => `  ${tellIncompatibility(reason)}`),
  ]
  const refused = !server || local.length > 0
  return { text: verdicts.join('\n'), json: { subject, level, server, local }, refused }
}

async function levelFor(
  { level }: Arguments,
  registry: HopsworksRegistry,
  subject: string,
): Promise<CompatibilityLevel> {
  if (level !== undefined) return level as CompatibilityLevel
  return (await registry.levelOfSubject(subject)) ?? (await registry.level())
}

/** Oldest first; none where there is no such subject. */
async function earlierSchemas(
  registry: HopsworksRegistry,
  subject: string,
): Promise<readonly string[]> {
  const versions = registry.versions(subject)
  const numbers = (await unlessMissing(versions, 'ERR_REGISTRY_SUBJECT_NOT_FOUND')) ?? []
  const found = await Promise.all(numbers.map((each) => registry.version(subject, each)))
  return found.map(({ schema }) => schema)
}

async function remove({ given, registry }: Context): Promise<Found> {
  const subject = operand(given, 'SUBJECT')
  const [, version] = given.operands
  const gone =
    version === undefined
      ? await registry.deleteSubject(subject)
      : [await registry.deleteVersion(subject, number(version, 'VERSION'))]
  return {
    text: `${subject}: deleted version ${gone.join(', ')}`,
    json: { subject, deleted: gone },
  }
}

async function topics({ project }: Context): Promise<Found> {
  const { topics: found } = await project.topics({ sortBy: ['name:asc'] })
  const lines = found.map(({ name, subject, version, partitions }) => {
    const schema = subject === undefined ? '-' : `${subject} ${version ?? ''}`.trim()
    return [name, partitions ?? '-', schema].join('\t')
  })
  return { text: lines.join('\n'), json: found }
}

async function createTopic({ given, project }: Context): Promise<Found> {
  const { subject, partitions = '1', replicas = '1', version = '1' } = given
  const topic = {
    name: operand(given, 'NAME'),
    partitions: number(partitions, '--partitions'),
    replicas: number(replicas, '--replicas'),
    ...(subject === undefined ? {} : { subject, version: number(version, '--version') }),
  }
  await project.createTopic(topic)
  return { text: `made topic ${topic.name}`, json: topic }
}

async function readSchema(file: string): Promise<string> {
  return file === '-' ? await readStream(process.stdin) : await readFile(file, 'utf8')
}

function subjectOf({ subject }: Arguments, schema: string): string {
  const name = subject ?? fullNameOf(schema)
  if (name !== undefined) return name
  // Says where the text is no schema, if it is none.
  checkCompatibility(schema, [], 'NONE')
  throw new UsageError('the schema has no name of its own: give --subject')
}

function operand({ operands, command }: Arguments, name: string): string {
  const [first] = operands
  if (first !== undefined) return first
  throw new UsageError(`${command} needs ${name}`)
}

function number(text: string, name: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new UsageError(`${name} is ${JSON.stringify(text)}, not a whole number`)
}
