import { checkEngine, findCompose } from '../../src/engine.ts'

/** Why containers cannot be had here, for the name of a suite that is skipped; in CI they must be had. */
export async function whatIsMissing(): Promise<string | undefined> {
  if (process.env['CI'] === 'true') return undefined
  try {
    await checkEngine()
    await findCompose()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
