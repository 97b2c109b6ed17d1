import type { EngineName } from './engine.ts'

/**
 * The engine on which a sandbox would run, by a quick look that pulls no image. Undefined where it
 * is not here.
 *
 * @param wanted - the only one to look for. @default the one that HOPS_KAFKA_ENGINE names, or else
 *   containers where an engine answers, or else Java
 */
export async function engineHere(wanted = wantedEngine()): Promise<EngineName | undefined> {
  if (wanted !== 'jvm' && (await hasContainers())) return 'container'
  if (wanted !== 'container' && (await hasJava())) return 'jvm'
  return undefined
}

function wantedEngine(): string | undefined {
  return process.env['HOPS_KAFKA_ENGINE'] || (process.env['KAFKA_HOME'] ? 'jvm' : undefined)
}

async function hasContainers(): Promise<boolean> {
  const { probeEngine } = await import('./container/probe.ts')
  return await succeeds(probeEngine())
}

async function hasJava(): Promise<boolean> {
  const { findJava } = await import('./jvm/java.ts')
  return await succeeds(findJava())
}

function succeeds(attempt: Promise<unknown>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  )
}
