import type { Project } from '../state/cluster.ts'
import { type Answer, JSON_TYPE, json } from '../wire/answers.ts'
import { hopsworksError } from '../wire/error-numbers.ts'
import type { Call, ProjectCall, Route } from './route.ts'

const READ = { method: 'GET', produces: JSON_TYPE, consumes: [] } as const
const MEMBER = { scope: 'PROJECT', role: 'member' } as const

/** The cluster's version, its projects, and a project's certificates. */
export const projectRoutes: readonly Route[] = [
  { ...READ, pattern: 'variables/versions', access: undefined, answer: versions },
  { ...READ, pattern: 'project', access: MEMBER, answer: projects },
  { ...READ, pattern: 'project/getProjectInfo/:name', access: MEMBER, answer: projectInfo },
  {
    ...READ,
    pattern: 'project/asShared/getProjectInfo/:name',
    access: MEMBER,
    answer: projectInfo,
  },
  { ...READ, pattern: 'project/#project/credentials', access: MEMBER, answer: credentials },
]

/** The numbers of a user are of no meaning outside a cluster. */
const UID = 10000

function versions({ cluster }: Call): Answer {
  return json([{ software: 'hopsworks', version: cluster.era.version }])
}

function projects({ cluster, holder }: Call): Answer {
  const member = ({ name }: Project) => holder.roleIn(name) !== undefined
  const { username } = holder
  return json(
    cluster
      .projects()
      .filter(member)
      .map(({ id, name }) => ({
        project: { id, name, owner: { uid: UID, username } },
        user: { uid: UID, username },
        teamRole: holder.roleIn(name),
      })),
  )
}

function projectInfo({ cluster, holder, params }: Call): Answer {
  const project = cluster.projectNamed(params['name'] ?? '')
  if (!project) return hopsworksError(150004)
  if (holder.roleIn(project.name) === undefined) return hopsworksError(160000)
  const { id, name } = project
  const owner = `${holder.username}@hopsworks.example`
  return json({ projectId: id, projectName: name, owner, description: '', services: ['KAFKA'] })
}

function credentials({ cluster, project }: ProjectCall): Answer {
  const { stores } = project
  if (!stores) return hopsworksError(110021)
  const { keyStore: kStore, trustStore: tStore, password, pem } = stores
  const texts = pem && { caChain: pem.ca, clientCert: pem.cert, clientKey: pem.key }
  const jks = { fileExtension: 'jks', kStore, tStore, password }
  return json(cluster.era.sendsPem ? { ...jks, ...texts } : jks)
}
