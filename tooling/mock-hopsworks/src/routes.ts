import {
  type Answer,
  hopsworksError,
  JSON_TYPE,
  json,
  plainList,
  registryError,
  serverErrorPage,
  TEXT_TYPE,
  VENDOR_TYPE,
  webFault,
} from './answers.ts'
import { normaliseAvro } from './avro-text.ts'
import { MockHopsworksError } from './errors.ts'
import { INFERENCE_SUBJECT } from './inference-schemas.ts'
import type { Project } from './project.ts'

/** The release that the mock answers as. */
export const HOPSWORKS_VERSION = '3.7.0'

/** What a route gets to see of a request. */
export interface Call {
  readonly project: Project
  /** The path's variable parts, by the names in the route's pattern. */
  readonly params: Readonly<Record<string, string>>
  /** The parsed JSON body of a POST. */
  readonly body: unknown
}

/** One line of the contract: method and path, what it takes and gives, and how it answers. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** Segments below `/hopsworks-api/api/`; `:name` is a text, `#name` a whole number. */
  readonly pattern: string
  readonly produces: string
  /** Content types that a body may have. */
  readonly consumes: readonly string[]
  /** Answers without an API key. */
  readonly open: boolean
  readonly answer: (call: Call) => Answer
}

const KAFKA = 'project/#project/kafka'
const SUBJECT = `${KAFKA}/subjects/:subject`

/** Every route there is. A path that is not here is unknown to the mock. */
export const ROUTES: readonly Route[] = [
  { ...get('variables/versions', versions), open: true },
  get('project/getProjectInfo/:name', projectInfo),
  get(`${KAFKA}/topics/:topic/subjects`, inProject(subjectOfTopic)),
  get(`${KAFKA}/schemas/ids/#id`, inProject(schemaById)),
  { ...get(`${KAFKA}/subjects`, inProject(subjects)), produces: TEXT_TYPE },
  { ...get(`${SUBJECT}/versions`, inProject(subjectVersions)), produces: TEXT_TYPE },
  get(`${SUBJECT}/versions/:version`, inProject(subjectVersion)),
  get(`${SUBJECT}/versions/:version/schema`, inProject(subjectSchema)),
  post(SUBJECT, inProject(lookUp)),
  post(`${SUBJECT}/versions`, inProject(register)),
]

function get(pattern: string, answer: Route['answer']): Route {
  return { method: 'GET', pattern, produces: JSON_TYPE, consumes: [], open: false, answer }
}

function post(pattern: string, answer: Route['answer']): Route {
  const consumes = [JSON_TYPE, VENDOR_TYPE]
  return { method: 'POST', pattern, produces: JSON_TYPE, consumes, open: false, answer }
}

/** Checks the project in the path before the route's own checks. */
function inProject(answer: Route['answer']): Route['answer'] {
  return (call) =>
    Number(call.params['project']) === call.project.id ? answer(call) : hopsworksError(150004)
}

function versions(): Answer {
  return json([{ software: 'hopsworks', version: HOPSWORKS_VERSION }])
}

function projectInfo({ project, params }: Call): Answer {
  if (params['name'] !== project.name) return hopsworksError(150004)
  return json({ projectId: project.id, projectName: project.name, services: ['KAFKA'] })
}

function subjectOfTopic({ project, params: { topic = '' } }: Call): Answer {
  const found = project.store.subjectOfTopic(topic)
  return found ? json(found) : hopsworksError(190010, `topic: ${topic}, project: ${project.name}`)
}

function schemaById({ project, params }: Call): Answer {
  const schema = project.store.schemaById(Number(params['id']))
  return schema === undefined ? registryError(40403) : json({ schema })
}

function subjects({ project }: Call): Answer {
  return plainList(project.store.subjects())
}

function subjectVersions({ project, params: { subject = '' } }: Call): Answer {
  const numbers = project.store.versions(subject)
  // The route writes plain text only, so the application server cannot write its error as JSON.
  return numbers.length === 0 ? serverErrorPage() : plainList(numbers)
}

function subjectVersion(call: Call): Answer {
  const found = findVersion(call)
  return typeof found === 'number' ? registryError(found) : json(found)
}

function subjectSchema(call: Call): Answer {
  const found = findVersion(call)
  if (typeof found === 'number') return registryError(found)
  return { status: 200, contentType: JSON_TYPE, body: found.schema }
}

/** The version that the path names, or the error number in the order in which the server checks. */
function findVersion({ project, params: { subject = '', version = '' } }: Call) {
  const wanted = version === 'latest' ? version : versionNumber(version)
  if (wanted === undefined) return 42202
  if (project.store.versions(subject).length === 0) return 40401
  return project.store.version(subject, wanted) ?? 40402
}

function versionNumber(text: string): number | undefined {
  const number = /^\+?\d+$/.test(text) ? Number(text) : 0
  return number >= 1 && number < 2 ** 31 ? number : undefined
}

function lookUp({ project, params: { subject = '' }, body }: Call): Answer {
  if (project.store.versions(subject).length === 0) return registryError(40401)
  return withSchema(body, (schema) => {
    const found = project.store.lookup(subject, schema)
    return found ? json(found) : registryError(40403)
  })
}

function register({ project, params: { subject = '' }, body }: Call): Answer {
  const usrMsg = `subject=${subject}`
  if ([INFERENCE_SUBJECT, 'projectcompatibility'].includes(subject))
    return hopsworksError(190016, usrMsg)
  return withSchema(body, (schema) => {
    const { id, version } = project.store.register(subject, schema)
    return json({ id, subject, version })
  })
}

/** Hopsworks' column for a schema's text ends there. */
const MAX_SCHEMA_CHARACTERS = 10_000

function withSchema(body: unknown, answer: (normalised: string) => Answer): Answer {
  if (typeof body !== 'object' || body === null || !('schema' in body)) return webFault(400)
  if (typeof body.schema !== 'string') return registryError(42201)
  try {
    const schema = normaliseAvro(body.schema)
    return schema.length > MAX_SCHEMA_CHARACTERS ? hopsworksError(120000) : answer(schema)
  } catch (error) {
    if (error instanceof MockHopsworksError) return registryError(42201)
    throw error
  }
}
