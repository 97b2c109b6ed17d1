import type { SpendRounds } from './pbe/iteration-budget.ts'

/** How the readers of the formats are called: arguments are checked, and names are ready for errors. */
export interface OpenOptions {
  /** Null to read without checking anything and without opening what is encrypted. */
  readonly password: string | null
  readonly keyPassword: string | undefined
  /** Names the keystore in errors. */
  readonly what: string
  readonly spend: SpendRounds
}

/** The passwords that may open a key, the likeliest first. */
export function keyPasswords({ keyPassword, password }: OpenOptions): string[] {
  const candidates = [keyPassword, password ?? undefined]
  return [...new Set(candidates.filter((candidate) => candidate !== undefined))]
}
