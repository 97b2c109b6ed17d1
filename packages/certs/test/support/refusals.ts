import { expect } from 'vitest'
import { CertsError, type CertsErrorCode } from '../../src/index.ts'

/** Awaits a refusal and gives it back for a closer look. */
export async function refusal(work: () => unknown, code: CertsErrorCode): Promise<CertsError> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof CertsError)) throw error
    expect(error.code).toBe(code)
    return error
  }
  return expect.fail(`expected ${code}, but nothing was refused`)
}

/** Runs hostile input: it may be read or refused, but by nothing other than a CertsError. */
export async function toleratesOnlyCertsErrors(
  work: () => unknown,
): Promise<CertsError | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof CertsError) return error
    throw error
  }
}
