import type { Era } from '@hops-kafka/mock-hopsworks'
import { HopsworksProject } from '@hops-kafka/registry'
import type { Target } from '../target.ts'

/** Why no real cluster is asked, to go behind a test's name; empty where one is. */
export const noRealCluster =
  process.env['HOPS_URL'] && process.env['HOPS_PROJECT'] && process.env['HOPS_API_KEY']
    ? ''
    : ' (HOPS_URL, HOPS_PROJECT and HOPS_API_KEY name none)'

/** The cluster of HOPS_URL (`https://host/hopsworks-api/api`), HOPS_PROJECT, HOPS_API_KEY, HOPS_VERIFY. */
export async function openRealTarget(): Promise<Target> {
  const { HOPS_URL = '', HOPS_PROJECT = '', HOPS_API_KEY = '', HOPS_VERIFY = 'true' } = process.env
  const verify = HOPS_VERIFY === 'true' ? true : HOPS_VERIFY === 'false' ? false : HOPS_VERIFY
  const apiKey = HOPS_API_KEY
  const project = new HopsworksProject({ url: HOPS_URL, project: HOPS_PROJECT, apiKey, verify })
  const id = await project.id()
  const registry = await project.registry()
  const [prefix = ''] = apiKey.split('.')
  return {
    column: 'real',
    era: eraOf(await project.release()),
    registryUrl: `${HOPS_URL}/project/${id}/kafka`,
    apiUrl: HOPS_URL,
    projectName: HOPS_PROJECT,
    projectId: id,
    ca: undefined,
    authorization(key) {
      if (key === 'none') return undefined
      if (key === 'other scheme') return `Basic ${Buffer.from('a:b').toString('base64')}`
      if (key === 'malformed') return 'ApiKey nodot'
      if (key === 'wrong secret') return `ApiKey ${prefix}.${'0'.repeat(64)}`
      return key === 'unknown' ? `ApiKey ${'x'.repeat(16)}.${'0'.repeat(64)}` : `ApiKey ${apiKey}`
    },
    registry,
    project,
    async [Symbol.asyncDispose]() {
      await registry.close()
      await project.close()
    },
  }
}

function eraOf(release: string): Era {
  const [major = 0, minor = 0] = release.split('.').map(Number)
  if (major < 3 || (major === 3 && minor < 2)) return '2.2'
  return major === 3 ? '3.x' : '5.x'
}
