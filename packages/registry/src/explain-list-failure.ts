import { RegistryError } from './errors.ts'

/**
 * A list, or the reason why there is none: on Hopsworks its route tells every failure as HTTP 500,
 * and another question that fails for the same reason has to be asked.
 *
 * @param askElse asks that question
 */
export async function listOrReason<T>(list: Promise<T>, askElse: () => Promise<void>): Promise<T> {
  try {
    return await list
  } catch (error) {
    if (error instanceof RegistryError && error.status === 500) await askElse()
    throw error
  }
}
