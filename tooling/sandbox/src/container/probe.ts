import { SandboxError } from '../errors.ts'
import { type EngineEndpoint, findEndpoint } from './endpoint.ts'
import { EngineApi } from './engine-api.ts'

/** The oldest API that was tried: Docker 20.10's. */
const OLDEST_API = '1.41'
/** An engine on this machine answers within milliseconds. */
const PROBE_MS = 2000

/**
 * The container engine of this machine, which has just answered.
 *
 * @throws {SandboxError} ERR_SANDBOX_NO_ENGINE, ERR_SANDBOX_OLD_ENGINE
 */
export async function probeEngine(): Promise<EngineApi> {
  const endpoint = findEndpoint()
  if (endpoint === undefined)
    throw noEngine('The container engine', 'none of its usual sockets is here')
  const api = new EngineApi(endpoint)
  const version = await apiVersion(api)
  if (isOlder(version, OLDEST_API)) throw tooOld(endpoint, version)
  return api
}

async function apiVersion(api: EngineApi): Promise<string> {
  const what = `The container engine at ${api.endpoint.name}`
  const limit = new Promise<never>((_, reject) => {
    setTimeout(
      () => reject(new Error(`it does not answer within ${PROBE_MS / 1000} s`)),
      PROBE_MS,
    ).unref()
  })
  try {
    const call = api.call<{ ApiVersion?: string }>('/version', { silenceMs: PROBE_MS })
    const answer = await Promise.race([call, limit])
    if (answer?.ApiVersion !== undefined) return answer.ApiVersion
  } catch (cause) {
    throw noEngine(what, cause instanceof Error ? cause.message : String(cause), cause)
  }
  throw noEngine(what, 'what answers there is no container engine')
}

function isOlder(version: string, floor: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [floorMajor = 0, floorMinor = 0] = floor.split('.').map(Number)
  return major < floorMajor || (major === floorMajor && minor < floorMinor)
}

function noEngine(what: string, because: string, cause?: unknown): SandboxError {
  return new SandboxError('ERR_SANDBOX_NO_ENGINE', {
    what,
    because,
    fix: 'Start Docker or set DOCKER_HOST to where it is; HOPS_KAFKA_ENGINE=jvm does without containers.',
    retriable: true,
    cause,
  })
}

function tooOld({ name }: EngineEndpoint, version: string): SandboxError {
  return new SandboxError('ERR_SANDBOX_OLD_ENGINE', {
    what: `The container engine at ${name}`,
    because: `its API is ${version}, and the oldest that was tried is ${OLDEST_API} (Docker 20.10)`,
    fix: 'Update it; HOPS_KAFKA_ENGINE=jvm does without containers.',
  })
}
