import { randomBytes } from 'node:crypto'
import { type Era, type MockHopsworks, startMockHopsworks } from '@hops-kafka/mock-hopsworks'
import { HopsworksProject, HopsworksRegistry } from '@hops-kafka/registry'
import type { KeyName } from '../case.ts'
import type { TlsPair } from '../mint-pair.ts'
import type { Target } from '../target.ts'

const PROJECT = { id: 119, name: 'demo' }

function newKey(): string {
  return `${randomBytes(8).toString('hex')}.${randomBytes(32).toString('hex')}`
}

/** Texts in the place of a project's certificates: whether they are any is not asked here. */
const STORES = {
  keyStore: Buffer.from('a keystore').toString('base64'),
  trustStore: Buffer.from('a truststore').toString('base64'),
  password: randomBytes(32).toString('hex').toUpperCase(),
  pem: { ca: 'a CA', cert: 'a certificate', key: 'a key' },
}

/** A mock of one era, with users of every kind. */
export async function startMockTarget(era: Era, tls: TlsPair): Promise<Target> {
  const own = newKey()
  const keys: Partial<Record<KeyName, string>> = {
    own,
    malformed: 'nodot',
    'wrong secret': `${own.split('.')[0]}.${'0'.repeat(64)}`,
    unknown: newKey(),
    'kafka only': newKey(),
    'project only': newKey(),
    scientist: newKey(),
    stranger: newKey(),
  }
  const keyOf = (name: KeyName): string => keys[name] ?? own
  const mock = await startMockHopsworks({
    tls,
    era,
    project: PROJECT,
    apiKey: own,
    stores: STORES,
    keys: [
      { key: keyOf('kafka only'), scopes: ['KAFKA'] },
      { key: keyOf('project only'), scopes: ['PROJECT'] },
      { key: keyOf('scientist'), roles: { [PROJECT.name]: 'Data scientist' } },
      { key: keyOf('stranger'), roles: {} },
    ],
    subjects: [],
    topics: [],
  })
  return targetOf(mock, era, tls, keyOf)
}

function targetOf(
  mock: MockHopsworks,
  era: Era,
  tls: TlsPair,
  keyOf: (name: KeyName) => string,
): Target {
  const connection = { apiKey: keyOf('own'), ca: tls.cert }
  const registryUrl = `${mock.url}/project/${PROJECT.id}/kafka`
  const registry = new HopsworksRegistry({ ...connection, url: registryUrl })
  const project = new HopsworksProject({ ...connection, url: mock.url, project: PROJECT.name })
  return {
    column: `mock ${era}`,
    era,
    registryUrl,
    apiUrl: mock.url,
    projectName: PROJECT.name,
    projectId: PROJECT.id,
    ca: tls.cert,
    authorization(key) {
      if (key === 'none') return undefined
      return key === 'other scheme' ? `Bearer ${keyOf('own')}` : `ApiKey ${keyOf(key)}`
    },
    registry,
    project,
    async [Symbol.asyncDispose]() {
      await registry.close()
      await project.close()
      await mock.close()
    },
  }
}
