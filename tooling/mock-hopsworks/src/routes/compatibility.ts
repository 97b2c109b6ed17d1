import { isLevel, type Level, mayFollow } from '../avro/levels.ts'
import { type Answer, json, TEXT_TYPE } from '../wire/answers.ts'
import { registryError } from '../wire/error-numbers.ts'
import { get, type ProjectCall, type Route, send, sendVendor } from './route.ts'
import { schemaOf } from './schema-body.ts'
import { PROJECT_LEVEL_SUBJECT } from './subjects.ts'
import { findVersion } from './versions.ts'

/** Whether a schema may follow, and the levels by which that is decided. */
export const compatibilityRoutes: readonly Route[] = [
  sendVendor('POST', 'compatibility/subjects/:subject/versions/:version', check),
  get('config', projectLevel),
  get('config/:subject', subjectLevel),
  // This one has never learnt Confluent's content type.
  send('PUT', 'config', setProjectLevel),
  sendVendor('PUT', 'config/:subject', setSubjectLevel),
]

function check(call: ProjectCall): Answer {
  const { cluster, project, params, body } = call
  const { subject = '' } = params
  const found = findVersion(call)
  if (found === 42202) return registryError(found)
  const given = schemaOf(body)
  if (!('schema' in given)) return given
  if (typeof found === 'number') return registryError(found)
  const level = project.registry.effectiveLevel(subject, cluster.era.breaksBackwardTransitive)
  return json({ is_compatible: mayFollow(given.schema, [found.schema], level) })
}

function projectLevel({ project }: ProjectCall): Answer {
  return json({ compatibilityLevel: project.registry.level })
}

function subjectLevel({ project, params: { subject = '' } }: ProjectCall): Answer {
  const { registry } = project
  const level = subject === PROJECT_LEVEL_SUBJECT ? registry.level : registry.ownLevel(subject)
  return level === undefined ? registryError(40401) : json({ compatibilityLevel: level })
}

function setProjectLevel(call: ProjectCall): Answer {
  return withLevel(call, (level) => {
    call.project.registry.level = level
    return json({ compatibility: level })
  })
}

function setSubjectLevel(call: ProjectCall): Answer {
  const { project, params } = call
  const { subject = '' } = params
  return withLevel(call, (level) => {
    if (project.registry.versions(subject).length === 0) return registryError(40401)
    project.registry.setLevel(subject, level)
    return json({ compatibility: level })
  })
}

function withLevel({ cluster, body }: ProjectCall, answer: (level: Level) => Answer): Answer {
  const level =
    typeof body === 'object' && body !== null && 'compatibility' in body ? body.compatibility : null
  if (isLevel(level)) return answer(level)
  if (level === null || !cluster.era.refusesUnknownLevels) return registryError(42203)
  // Jackson's complaint reaches the client as it is.
  const complaint = `Cannot deserialize value of type \`SchemaCompatibility\` from ${JSON.stringify(level)}`
  return { status: 400, contentType: TEXT_TYPE, body: complaint }
}
