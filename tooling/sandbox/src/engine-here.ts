import type { EngineName } from './engine.ts'

/**
 * The engine on which a sandbox would run, by a quick look that pulls no image: the one that
 * HOPS_KAFKA_ENGINE names, or else containers where an engine answers, or else Java. Undefined
 * where that is not here.
 */
export async function engineHere(): Promise<EngineName | undefined> {
  const wanted = process.env['HOPS_KAFKA_ENGINE'] || (process.env['KAFKA_HOME'] ? 'jvm' : undefined)
  if (wanted !== 'jvm' && (await hasContainers())) return 'container'
  if (wanted !== 'container' && (await hasJava())) return 'jvm'
  return undefined
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
