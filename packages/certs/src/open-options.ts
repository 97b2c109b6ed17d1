/** How the readers of the formats are called: arguments are checked, and names are ready for errors. */
export interface OpenOptions {
  readonly password: string
  readonly keyPassword: string | undefined
  /** Names the keystore in errors. */
  readonly what: string
}
