import type { Keystore, KeystoreEntry } from './keystore.ts'

/** How something in a keystore is protected. */
export interface Protection {
  /** The algorithms, as people write them. */
  readonly algorithm: string
  /** Rounds of key derivation; each password that is tried costs so many. */
  readonly iterations: number
}

/** What the integrity of the whole file rests on. */
export interface Integrity extends Protection {
  /** False where no password was given to check it with. */
  readonly isVerified: boolean
}

/** A keystore with what was found out about the file itself. */
export interface OpenedKeystore {
  readonly keystore: Keystore
  /** Absent in PKCS#12 files without a MAC. */
  readonly integrity: Integrity | undefined
  /** Of the parts that hold certificates (PKCS#12); empty where they are in the clear. */
  readonly certificateProtections: readonly Protection[]
  /** Of the key entries; a key in the clear, or one protected in an unknown way, is not there. */
  readonly keyProtections: ReadonlyMap<KeystoreEntry, Protection>
}
