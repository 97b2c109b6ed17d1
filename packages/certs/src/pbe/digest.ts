import { hash } from 'node:crypto'

/** A hash function that this Node has. */
export interface Digest {
  /** Name in node:crypto. */
  readonly name: string
  readonly bytes: number
  /** Octets of the block that it works on. */
  readonly blockBytes: number
}

const BLOCK_BYTES: Readonly<Record<string, number>> = {
  sha384: 128,
  sha512: 128,
  'sha512-224': 128,
  'sha512-256': 128,
  'sha3-224': 144,
  'sha3-256': 136,
  'sha3-384': 104,
  'sha3-512': 72,
}

/** The hash function of this name; undefined where this Node has none, as MD5 under FIPS. */
export function digestNamed(name: string): Digest | undefined {
  try {
    return { name, bytes: hash(name, '', 'buffer').length, blockBytes: BLOCK_BYTES[name] ?? 64 }
  } catch {
    return undefined
  }
}

/** As people write it: `SHA-256`, `SHA-512/256`, `SHA3-256`, `MD5`. */
export function digestLabel({ name }: Digest): string {
  const upper = name.toUpperCase()
  return /^SHA\d{3}|^SHA1$/.test(upper) ? `SHA-${upper.slice(3).replace('-', '/')}` : upper
}
