import { CertsError } from '../errors.ts'

/** Honest files hold up to a million; ten million cost about three seconds. */
const MAX_ROUNDS = 10_000_000

/** Spends rounds of key derivation; refuses before the work is done. */
export type SpendRounds = (rounds: number) => void

/** A budget of key derivation for one file, so that no file can keep the process busy for minutes. */
export function iterationBudget(what: string): SpendRounds {
  let left = MAX_ROUNDS
  return (rounds) => {
    if (rounds < 1 || rounds > left) {
      throw new CertsError('ERR_CERTS_TOO_COSTLY', {
        what,
        because: `it asks for ${rounds} rounds of key derivation where ${left} of ${MAX_ROUNDS} are left`,
        fix: 'The file is hostile or damaged; if it is neither, write it again with fewer iterations',
      })
    }
    left -= rounds
  }
}
