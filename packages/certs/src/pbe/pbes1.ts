import { type Algorithm, integerOf } from '../der/der-values.ts'
import { childAt, childrenOf } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import {
  type Cipher,
  nodeCipher,
  rc2Cipher,
  rc4Cipher,
  singleDes,
  twoKeyTripleDes,
} from './cipher.ts'
import { type Digest, digestLabel, digestNamed } from './digest.ts'
import { iterateHash } from './iterated-hash.ts'
import { PBE_PKCS5, PBE_PKCS12 } from './oids.ts'
import { bmpForms, octetForms } from './password-forms.ts'
import { PURPOSE, pkcs12Kdf } from './pkcs12-kdf.ts'
import { parametersOf, type Scheme, saltOf, unsupported } from './scheme.ts'

const CIPHERS = {
  rc4: rc4Cipher,
  rc2: (keyBytes: number) => rc2Cipher(keyBytes, keyBytes * 8),
  '3des': () => nodeCipher('des-ede3-cbc', 24, 8),
  '3des-2': () => twoKeyTripleDes(),
  des: () => singleDes(),
} as const satisfies Record<string, (keyBytes: number) => Cipher | undefined>

/** A cipher of PBES1 by name. */
export type Pbes1Cipher = keyof typeof CIPHERS

/** `pkcs-12PbeParams` and `PBEParameter`: the two are alike. */
interface Pbes1Parameters {
  readonly salt: Uint8Array
  readonly iterations: number
  readonly cipher: Cipher
  readonly digest: Digest
}

/** PBE of RFC 7292, appendix C: SHA-1, PKCS#12's own key derivation, and a cipher of its time. */
export function pkcs12PbeOf(algorithm: Algorithm): Scheme {
  const [cipherName, keyBytes] = PBE_PKCS12.get(algorithm.oid) ?? []
  const { salt, iterations, cipher, digest } = pbes1Of(algorithm, {
    cipher: cipherName && CIPHERS[cipherName](keyBytes ?? 0),
    digestName: 'sha1',
  })
  return {
    label: `${cipher.label} with PKCS#12 key derivation, SHA-1`,
    iterations,
    cipher,
    attempts: (password) =>
      bmpForms(password).map((form) => async (spend) => {
        const kdf = { digest, password: form, salt, iterations }
        const { keyBytes: length, ivBytes } = cipher
        const key = await pkcs12Kdf({ ...kdf, purpose: PURPOSE.key, length }, spend)
        const iv =
          ivBytes === 0
            ? new Uint8Array(0)
            : await pkcs12Kdf({ ...kdf, purpose: PURPOSE.iv, length: ivBytes }, spend)
        form.fill(0)
        return { key, iv }
      }),
  }
}

/** PBES1 of RFC 8018, section 6.1: key and IV are the two halves of one PBKDF1. */
export function pkcs5PbeOf(algorithm: Algorithm): Scheme {
  const [cipherName, digestName] = PBE_PKCS5.get(algorithm.oid) ?? []
  const { salt, iterations, cipher, digest } = pbes1Of(algorithm, {
    cipher: cipherName && CIPHERS[cipherName](8),
    digestName: digestName ?? '',
  })
  return {
    label: `${cipher.label} with PBKDF1-${digestLabel(digest)}`,
    iterations,
    cipher,
    attempts: (password) =>
      octetForms(password).map((form) => async (spend) => {
        spend(iterations)
        const first = Buffer.concat([form, salt])
        const derived = await iterateHash({ digest: digest.name, first, iterations })
        first.fill(0)
        form.fill(0)
        return { key: derived.subarray(0, 8), iv: derived.subarray(8, 16) }
      }),
  }
}

function pbes1Of(
  algorithm: Algorithm,
  { cipher, digestName }: { cipher: Cipher | undefined; digestName: string },
): Pbes1Parameters {
  const digest = digestNamed(digestName)
  if (!cipher || !digest) throw unsupported(algorithm.node, 'it is encrypted with', algorithm.oid)
  const parameters = parametersOf(algorithm, 'the encryption')
  const parts = childrenOf(parameters, TAG.sequence, "the encryption's parameters")
  const salt = saltOf(childAt(parameters, parts, 0))
  const iterations = integerOf(childAt(parameters, parts, 1), 'the iteration count')
  return { salt, iterations, cipher, digest }
}
