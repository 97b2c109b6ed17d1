import { INFERENCE_SUBJECT } from '../state/inference-schemas.ts'
import { type Answer, JSON_TYPE, json, plainList } from '../wire/answers.ts'
import { hopsworksError, registryError } from '../wire/error-numbers.ts'
import { get, getText, type ProjectCall, type Route, remove, sendVendor } from './route.ts'
import { schemaOf } from './schema-body.ts'
import { findVersion } from './versions.ts'

const SUBJECT = 'subjects/:subject'

/** The subjects of a project, their versions, and the schemas behind them. */
export const subjectRoutes: readonly Route[] = [
  get('schemas/ids/#id', schemaById),
  getText('subjects', subjects),
  getText(`${SUBJECT}/versions`, subjectVersions),
  get(`${SUBJECT}/versions/:version`, subjectVersion),
  get(`${SUBJECT}/versions/:version/schema`, subjectSchema),
  sendVendor('POST', SUBJECT, lookUp),
  sendVendor('POST', `${SUBJECT}/versions`, register),
  remove(SUBJECT, removeSubject),
  remove(`${SUBJECT}/versions/:version`, removeVersion),
]

/** Under this name Hopsworks keeps the project's level. */
export const PROJECT_LEVEL_SUBJECT = 'projectcompatibility'

function schemaById({ project, params }: ProjectCall): Answer {
  const schema = project.registry.schemaById(Number(params['id']))
  return schema === undefined ? registryError(40403) : json({ schema })
}

function subjects({ project }: ProjectCall): Answer {
  return plainList(project.registry.subjects())
}

function subjectVersions({ project, params: { subject = '' } }: ProjectCall): Answer {
  const numbers = project.registry.versions(subject)
  return numbers.length === 0 ? registryError(40401) : plainList(numbers)
}

function subjectVersion(call: ProjectCall): Answer {
  const found = findVersion(call)
  return typeof found === 'number' ? registryError(found) : json(found)
}

function subjectSchema(call: ProjectCall): Answer {
  const found = findVersion(call)
  if (typeof found === 'number') return registryError(found)
  return { status: 200, contentType: JSON_TYPE, body: found.schema }
}

function lookUp({ project, params: { subject = '' }, body }: ProjectCall): Answer {
  if (project.registry.versions(subject).length === 0) return registryError(40401)
  const given = schemaOf(body)
  if (!('schema' in given)) return given
  const found = project.registry.lookup(subject, given.schema)
  return found ? json(found) : registryError(40403)
}

function register({ cluster, project, params: { subject = '' }, body }: ProjectCall): Answer {
  if (isReserved(subject)) return hopsworksError(190016, `subject=${subject}`)
  const given = schemaOf(body)
  if (!('schema' in given)) return given
  const { registry } = project
  const known = registry.lookup(subject, given.schema)
  if (!known && !registry.takes(subject, given.schema, cluster.era.breaksBackwardTransitive))
    return registryError(40901)
  const { id, version } = registry.add(subject, given.schema)
  return json({ id, subject, version })
}

function removeSubject({ cluster, project, params: { subject = '' } }: ProjectCall): Answer {
  if (isReserved(subject)) return hopsworksError(190016, `subject=${subject}`)
  if (cluster.topics.uses(project.id, subject))
    return hopsworksError(190014, `project=${project.name}, subject=${subject}`)
  const versions = project.registry.removeSubject(subject)
  return versions.length === 0 ? registryError(40401) : json(versions)
}

function removeVersion(call: ProjectCall): Answer {
  const { cluster, project, params } = call
  const { subject = '' } = params
  if (isReserved(subject)) return hopsworksError(190016, `subject=${subject}`)
  const found = findVersion(call)
  if (typeof found === 'number') return registryError(found)
  const { version } = found
  if (cluster.topics.uses(project.id, subject, version)) {
    const usrMsg = `project=${project.name}, subject=${subject}, version=${version}`
    return hopsworksError(190014, usrMsg)
  }
  project.registry.removeVersion(subject, version)
  return json(version)
}

function isReserved(subject: string): boolean {
  return subject === INFERENCE_SUBJECT || subject === PROJECT_LEVEL_SUBJECT
}
