import { ENGINE_NAMES, type Engine, type EngineName, type EnginePlan } from './engine.ts'
import { SandboxError } from './errors.ts'

/** Whoever has asked for containers waits for their images. */
const ASKED_PULL_MS = 10 * 60_000
/** Whoever has not, has Java to fall back to. */
const AUTOMATIC_PULL_MS = 2 * 60_000

/**
 * The engine of that name; without one the engine that HOPS_KAFKA_ENGINE names, or else the first
 * of containers and Java that this machine has.
 *
 * @throws {SandboxError} when the engine, or any, cannot be had
 */
export async function openEngine(plan: EnginePlan, name?: EngineName): Promise<Engine> {
  switch (name ?? engineOfEnvironment()) {
    case 'jvm':
      return await openJvm(plan)
    case 'container':
      return await openContainers(plan, ASKED_PULL_MS)
    default:
      return await openWhatIsHere(plan)
  }
}

async function openWhatIsHere(plan: EnginePlan): Promise<Engine> {
  // It names a Kafka to be run by Java.
  if (process.env['KAFKA_HOME']) return await openJvm(plan)
  try {
    return await openContainers(plan, AUTOMATIC_PULL_MS)
  } catch (error) {
    if (!(error instanceof SandboxError) || !ELSEWHERE.includes(error.code)) throw error
    // The usual case of a machine without containers needs no word.
    if (error.code !== 'ERR_SANDBOX_NO_ENGINE' || process.env['DOCKER_HOST']) {
      plan.onProgress(`on Java, not in containers: ${error.what}: ${error.because}`)
    }
    return await openJvm(plan)
  }
}

/** What another engine may still be able to do. */
const ELSEWHERE: readonly string[] = [
  'ERR_SANDBOX_ENGINE',
  'ERR_SANDBOX_NO_ENGINE',
  'ERR_SANDBOX_NO_IMAGE',
  'ERR_SANDBOX_OLD_ENGINE',
]

async function openJvm(plan: EnginePlan): Promise<Engine> {
  const { JvmEngine } = await import('./jvm/jvm-engine.ts')
  return await JvmEngine.open(plan)
}

/** Each step is loaded when it is reached: a machine without an engine does not pay for testcontainers. */
async function openContainers(plan: EnginePlan, pullMs: number): Promise<Engine> {
  const { probeEngine } = await import('./container/probe.ts')
  const api = await probeEngine()
  const { ContainerEngine } = await import('./container/container-engine.ts')
  return await ContainerEngine.open(plan, { api, pullMs })
}

function engineOfEnvironment(): EngineName | undefined {
  const named = process.env['HOPS_KAFKA_ENGINE']
  if (!named) return undefined
  const engine = ENGINE_NAMES.find((name) => name === named)
  if (engine !== undefined) return engine
  throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
    what: 'HOPS_KAFKA_ENGINE',
    because: `it is "${named}"`,
    fix: `Give ${ENGINE_NAMES.join(' or ')}, or unset it.`,
  })
}
