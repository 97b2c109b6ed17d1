import type { Digest } from './digest.ts'
import { iterateHash } from './iterated-hash.ts'
import type { SpendRounds } from './iteration-budget.ts'

/** What the derived bytes are for (RFC 7292, B.3). */
export const PURPOSE = { key: 1, iv: 2, mac: 3 } as const

/** Inputs of the PKCS#12 key derivation. */
export interface Pkcs12Kdf {
  readonly digest: Digest
  /** One of {@link bmpForms}. */
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly iterations: number
  readonly purpose: number
  readonly length: number
}

/**
 * Key derivation of PKCS#12 (RFC 7292, appendix B.2), which node:crypto lacks. Gives the event loop a
 * turn every few milliseconds.
 */
export async function pkcs12Kdf(kdf: Pkcs12Kdf, spend: SpendRounds): Promise<Uint8Array> {
  const { digest, password, salt, iterations, purpose, length } = kdf
  const { name, bytes: size, blockBytes: block } = digest
  spend(iterations * Math.ceil(length / size))
  const diversifier = new Uint8Array(block).fill(purpose)
  const input = Buffer.concat([repeat(salt, block), repeat(password, block)])
  const blocks: Uint8Array[] = []
  for (let have = 0; have < length; have += size) {
    const first = Buffer.concat([diversifier, input])
    const derived = await iterateHash({ digest: name, first, iterations })
    first.fill(0)
    blocks.push(derived)
    addToEachBlock(input, repeat(derived, block).subarray(0, block))
  }
  input.fill(0)
  return Buffer.concat(blocks).subarray(0, length)
}

/** The bytes over and over, up to the next multiple of the block; nothing stays nothing. */
function repeat(bytes: Uint8Array, block: number): Uint8Array {
  const repeated = new Uint8Array(Math.ceil(bytes.length / block) * block)
  for (let at = 0; at < repeated.length; at++) repeated[at] = bytes[at % bytes.length] ?? 0
  return repeated
}

/** Each block becomes itself + addend + 1, modulo its size, big-endian. */
function addToEachBlock(input: Uint8Array, addend: Uint8Array): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1
    for (let index = addend.length - 1; index >= 0; index--) {
      const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry
      input[start + index] = sum & 0xff
      carry = sum >> 8
    }
  }
}
