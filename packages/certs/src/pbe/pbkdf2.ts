import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { type Algorithm, algorithmOf, integerOf } from '../der/der-values.ts'
import { childAt, childrenOf, type DerNode, malformed } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { type Digest, digestLabel, digestNamed } from './digest.ts'
import type { SpendRounds } from './iteration-budget.ts'
import { PRFS } from './oids.ts'
import { parametersOf, saltOf, unsupported } from './scheme.ts'

const derive = promisify(pbkdf2)

/** No cipher or MAC takes a longer key; OpenSSL overran its stack where this was not checked. */
const MAX_KEY_BYTES = 128

/** `PBKDF2-params` (RFC 8018, A.2). */
export interface Pbkdf2 {
  readonly salt: Uint8Array
  readonly iterations: number
  readonly digest: Digest
  /** The key's length, where the parameters say it. */
  readonly keyBytes: number | undefined
  /** As people write it. */
  readonly label: string
}

/** Reads the parameters of PBKDF2. */
export function pbkdf2Of(kdf: Algorithm): Pbkdf2 {
  const parameters = parametersOf(kdf, 'PBKDF2')
  const parts = childrenOf(parameters, TAG.sequence, 'the parameters of PBKDF2')
  const salt = saltOf(childAt(parameters, parts, 0))
  const iterations = integerOf(childAt(parameters, parts, 1), 'the iteration count')
  const length = parts[2]?.tag === TAG.integer ? parts[2] : undefined
  const prf = parts[length ? 3 : 2]
  const digest = prf ? prfOf(prf) : sha1(parameters)
  const label = `PBKDF2-HMAC-${digestLabel(digest)}`
  return { salt, iterations, digest, keyBytes: length && keyBytesOf(length), label }
}

/** Derives a key on the thread pool. */
export async function derivePbkdf2(
  { salt, iterations, digest }: Pbkdf2,
  { password, length }: { password: Uint8Array; length: number },
  spend: SpendRounds,
): Promise<Uint8Array> {
  // Each digest's worth of key takes all the rounds again.
  spend(iterations * Math.ceil(length / digest.bytes))
  return derive(password, salt, iterations, length, digest.name)
}

/** A pseudo-random function of RFC 8018, B.1: HMAC with one of the digests. */
export function prfOf(node: DerNode): Digest {
  const { oid } = algorithmOf(node, 'the pseudo-random function')
  const digest = digestNamed(PRFS.get(oid) ?? '')
  if (digest === undefined) throw unsupported(node, 'its key is derived with', oid)
  return digest
}

function sha1(node: DerNode): Digest {
  const digest = digestNamed('sha1')
  if (digest === undefined) throw unsupported(node, 'its key is derived with', '1.3.14.3.2.26')
  return digest
}

/** The length of a key, bounded. */
export function keyBytesOf(node: DerNode): number {
  const length = integerOf(node, 'the key length')
  if (length < 1 || length > MAX_KEY_BYTES) {
    throw malformed(node, `the key length is ${length}, not 1 to ${MAX_KEY_BYTES}`)
  }
  return length
}
