import { CLUSTER_INFO_FORMS, ERAS } from './eras.ts'
import { badOption } from './errors.ts'
import {
  type KeySeed,
  type MockHopsworksOptions,
  type MockSeeds,
  ROLES,
  SCOPES,
  STANDINGS,
} from './options.ts'
import { Cluster } from './state/cluster.ts'

/**
 * Checks what {@link startMockHopsworks} would be given, for who starts the mock elsewhere.
 *
 * @throws {MockHopsworksError} when a schema is not Avro, or a topic names a version that is not there
 */
export function checkSeeds(subjects: MockSeeds['subjects'], topics: MockSeeds['topics']): void {
  new Cluster({ project: { id: 1, name: 'seeds' }, subjects, topics })
}

/** Checks what a JSON file may get wrong and what nothing later would notice. */
export function checkOptions({
  era,
  clusterInfo,
  apiKey,
  keys = [],
  projects = [],
  project,
  listErrors = 'page',
}: MockHopsworksOptions): void {
  if (era !== undefined) mustBeOneOf('era', era, ERAS)
  if (clusterInfo !== undefined) mustBeOneOf('clusterInfo', clusterInfo, CLUSTER_INFO_FORMS)
  mustBeOneOf('listErrors', listErrors, ['page', 'json'])
  for (const seed of [{ key: apiKey }, ...keys]) checkKey(seed)
  const prefixes = [apiKey, ...keys.map(({ key }) => key)].map((key) => key.split('.')[0])
  mustDiffer('keys', prefixes, 'Give each key a prefix of its own.')
  const all = [project, ...projects]
  mustDiffer(
    'projects',
    all.map(({ id }) => id),
    'Give each project an id of its own.',
  )
  mustDiffer(
    'projects',
    all.map(({ name }) => name),
    'Give each project a name of its own.',
  )
}

function checkKey({ key, scopes = [], roles = {}, standing = 'good' }: KeySeed): void {
  if (typeof key !== 'string' || !/^[^\s.]+\.[^\s.]+$/.test(key)) {
    throw badOption('apiKey', {
      because: 'it has not the form of a Hopsworks key',
      fix: 'Give a prefix and a secret, joined by one dot.',
    })
  }
  for (const scope of scopes) mustBeOneOf('scopes of a key', scope, SCOPES)
  for (const role of Object.values(roles)) mustBeOneOf('roles of a key', role, ROLES)
  mustBeOneOf('standing of a key', standing, STANDINGS)
}

function mustBeOneOf(what: string, value: unknown, known: readonly string[]): void {
  if (typeof value === 'string' && known.includes(value)) return
  const because = `it is ${JSON.stringify(value)}`
  throw badOption(what, { because, fix: `Give one of ${known.join(', ')}.` })
}

function mustDiffer(what: string, values: readonly unknown[], fix: string): void {
  if (new Set(values).size === values.length) return
  throw badOption(what, { because: 'two are alike', fix })
}
