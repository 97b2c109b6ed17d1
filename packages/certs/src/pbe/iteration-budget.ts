import { CertsError } from '../errors.ts'

/** Honest files hold up to a million; ten million cost about ten seconds at worst. */
export const DEFAULT_MAX_ITERATIONS = 10_000_000

/** Spends rounds of key derivation; refuses before the work is done. */
export type SpendRounds = (rounds: number) => void

/** A budget of key derivation for one file, so that no file can keep the process busy for minutes. */
export function iterationBudget(what: string, most: number = DEFAULT_MAX_ITERATIONS): SpendRounds {
  let left = most
  return (rounds) => {
    if (rounds < 1 || rounds > left) {
      throw new CertsError('ERR_CERTS_TOO_COSTLY', {
        what,
        because: `it asks for ${rounds} rounds of key derivation where ${left} of ${most} are left`,
        fix: 'The file is hostile or damaged; if it is neither, raise maxIterations or write it again with fewer',
      })
    }
    left -= rounds
  }
}
