import { access } from 'node:fs/promises'
import type { EngineApi } from './engine-api.ts'
import { LABEL, type Labels } from './labels.ts'
import { isGone, parseOwner, place } from './owner.ts'

interface Listed {
  readonly Id: string
  readonly Labels?: Labels
}

interface ListedVolume {
  readonly Name: string
  readonly Labels?: Labels
}

/** Removes the containers and the network that one start of a sandbox has made. */
export async function removeSandbox(api: EngineApi, sandbox: string): Promise<void> {
  const label = `${LABEL.sandbox}=${sandbox}`
  const containers = await listContainers(api, label)
  await Promise.all(containers.map(({ Id }) => removeContainer(api, Id)))
  const networks = await listNetworks(api, label)
  await Promise.all(networks.map(({ Id }) => removeNetwork(api, Id)))
}

/** Ends a container, and removes it with the data that nobody named. */
export async function removeContainer(api: EngineApi, id: string): Promise<void> {
  const query = { force: 'true', v: 'true' }
  await api.attempt(`/containers/${id}`, { method: 'DELETE', query })
}

/**
 * Ends the servers that an earlier start left in this folder, which would still hold its data; the
 * guard of that start may be on its way.
 */
export async function removeEarlier(
  api: EngineApi,
  directory: string,
  sandbox: string,
): Promise<void> {
  const containers = await listContainers(api, `${LABEL.directory}=${directory}`)
  const earlier = containers.filter(({ Labels }) => Labels?.[LABEL.sandbox] !== sandbox)
  await Promise.all(earlier.map(({ Id }) => removeContainer(api, Id)))
}

/** Removes all data that were kept for a sandbox's folder. */
export async function removeData(api: EngineApi, directory: string): Promise<void> {
  for (const { Name, Labels } of await listVolumes(api, LABEL.directory)) {
    if (Labels?.[LABEL.directory] === directory && Labels[LABEL.place] === place()) {
      await removeVolume(api, Name)
    }
  }
}

/**
 * Removes what sandboxes left whose owners are gone and whose guards were killed with them, and
 * data kept for folders that are there no more.
 */
export async function sweep(api: EngineApi): Promise<void> {
  const [containers, networks, volumes] = await Promise.all([
    listContainers(api, LABEL.sandbox),
    listNetworks(api, LABEL.sandbox),
    listVolumes(api, LABEL.directory),
  ])
  await Promise.all(
    containers.map(async ({ Id, Labels }) => {
      if (await isLeft(Labels)) await removeContainer(api, Id)
    }),
  )
  await Promise.all(
    networks.map(async ({ Id, Labels }) => {
      if (await isLeft(Labels)) await removeNetwork(api, Id)
    }),
  )
  await Promise.all(
    volumes.map(async ({ Name, Labels }) => {
      if (await isOrphan(Labels)) await removeVolume(api, Name)
    }),
  )
}

async function isLeft(labels: Labels = {}): Promise<boolean> {
  const owner = parseOwner(labels[LABEL.owner] ?? '')
  return owner !== undefined && (await isGone(owner))
}

async function isOrphan(labels: Labels = {}): Promise<boolean> {
  const directory = labels[LABEL.directory]
  if (directory === undefined || labels[LABEL.place] !== place()) return false
  return await access(directory).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )
}

async function listContainers(api: EngineApi, label: string): Promise<readonly Listed[]> {
  const query = { all: 'true', filters: labelled(label) }
  return (await api.call<Listed[]>('/containers/json', { query })) ?? []
}

async function listNetworks(api: EngineApi, label: string): Promise<readonly Listed[]> {
  return (await api.call<Listed[]>('/networks', { query: { filters: labelled(label) } })) ?? []
}

async function listVolumes(api: EngineApi, label: string): Promise<readonly ListedVolume[]> {
  const query = { filters: labelled(label) }
  const answer = await api.call<{ Volumes?: ListedVolume[] | null }>('/volumes', { query })
  return answer?.Volumes ?? []
}

async function removeNetwork(api: EngineApi, id: string): Promise<void> {
  await api.attempt(`/networks/${id}`, { method: 'DELETE' })
}

async function removeVolume(api: EngineApi, name: string): Promise<void> {
  await api.attempt(`/volumes/${name}`, { method: 'DELETE' })
}

function labelled(label: string): string {
  return JSON.stringify({ label: [label] })
}
