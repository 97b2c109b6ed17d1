import { type EngineName, engineHere } from '@hops-kafka/sandbox'

/**
 * Why a suite cannot run here, to go behind its name; empty where it can.
 *
 * @param engine - @default any
 */
export async function whyNoEngine(engine?: EngineName): Promise<string> {
  const here = engine === undefined ? await engineHere() : await engineHere(engine)
  if (here !== undefined) return ''
  return engine === undefined
    ? ' (skipped: no container engine answers and there is no Java)'
    : ` (skipped: the ${engine} engine is not here)`
}
