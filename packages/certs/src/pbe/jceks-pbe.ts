import { type Algorithm, integerOf } from '../der/der-values.ts'
import { childAt, childrenOf, malformed } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { nodeCipher } from './cipher.ts'
import { digestNamed } from './digest.ts'
import { iterateHash } from './iterated-hash.ts'
import { JCEKS_PBE } from './oids.ts'
import { parametersOf, type Scheme, saltOf, unsupported } from './scheme.ts'

const SALT_BYTES = 8
const HALF_BYTES = 4
const KEY_BYTES = 24

/** PBEWithMD5AndTripleDES, Java's own (JDK, com.sun.crypto.provider.PBES1Core): each half of the salt by itself. */
export function jceksPbeOf(algorithm: Algorithm): Scheme {
  const cipher = nodeCipher('des-ede3-cbc', KEY_BYTES, 8)
  const digest = digestNamed('md5')
  if (!cipher || !digest) throw unsupported(algorithm.node, 'it is encrypted with', JCEKS_PBE)
  const parameters = parametersOf(algorithm, 'the encryption')
  const parts = childrenOf(parameters, TAG.sequence, "the encryption's parameters")
  const salt = saltOf(childAt(parameters, parts, 0))
  const iterations = integerOf(childAt(parameters, parts, 1), 'the iteration count')
  if (salt.length !== SALT_BYTES) throw malformed(parameters, `the salt has ${salt.length} bytes`)
  return {
    label: '3DES-CBC with MD5 (PBEWithMD5AndTripleDES)',
    iterations,
    cipher,
    attempts: (password) =>
      saltsOf(salt).map((halves) => async (spend) => {
        spend(2 * iterations)
        const secret = Buffer.from(password)
        const derived: Uint8Array[] = []
        for (const half of halves) {
          const first = Buffer.concat([half, secret])
          derived.push(
            await iterateHash({ digest: digest.name, first, iterations, suffix: secret }),
          )
          first.fill(0)
        }
        secret.fill(0)
        const material = Buffer.concat(derived)
        return { key: material.subarray(0, KEY_BYTES), iv: material.subarray(KEY_BYTES) }
      }),
  }
}

/**
 * Where both halves of a salt are equal, Java changes the first: it is reversed, or in old versions,
 * by a slip, shuffled otherwise.
 */
function saltsOf(salt: Uint8Array): [Uint8Array, Uint8Array][] {
  const first = salt.subarray(0, HALF_BYTES)
  const second = salt.subarray(HALF_BYTES)
  if (!Buffer.from(first).equals(second)) return [[first, second]]
  const [a = 0, b = 0, c = 0, d = 0] = first
  return [
    [Uint8Array.of(d, c, b, a), second],
    [Uint8Array.of(d, a, b, d), second],
  ]
}
