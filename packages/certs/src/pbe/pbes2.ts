import { type Algorithm, algorithmOf, integerOf, octetsOf } from '../der/der-values.ts'
import { childAt, childrenOf, malformed } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { type Cipher, nodeCipher, rc2Cipher, singleDes } from './cipher.ts'
import type { SpendRounds } from './iteration-budget.ts'
import { DES_CBC, NODE_CIPHERS, PBKDF2, RC2_CBC, SCRYPT } from './oids.ts'
import { octetForms } from './password-forms.ts'
import { derivePbkdf2, pbkdf2Of } from './pbkdf2.ts'
import { parametersOf, type Scheme, unsupported } from './scheme.ts'
import { deriveScrypt, scryptOf, scryptRounds } from './scrypt.ts'

/** `PBES2-params` (RFC 8018, A.4). */
export function pbes2Of(algorithm: Algorithm): Scheme {
  const parameters = parametersOf(algorithm, 'PBES2')
  const parts = childrenOf(parameters, TAG.sequence, 'the parameters of PBES2')
  const kdf = kdfOf(algorithmOf(childAt(parameters, parts, 0), 'the key derivation'))
  const { cipher, iv } = cipherOf(
    algorithmOf(childAt(parameters, parts, 1), 'the cipher'),
    kdf.keyBytes,
  )
  if (kdf.keyBytes !== undefined && kdf.keyBytes !== cipher.keyBytes) {
    const length = `the key length is ${kdf.keyBytes}`
    throw malformed(algorithm.node, `${length}, and ${cipher.label} takes ${cipher.keyBytes}`)
  }
  return {
    label: `${cipher.label} with ${kdf.label}`,
    iterations: kdf.iterations,
    cipher,
    attempts: (password) =>
      octetForms(password).map((form) => async (spend) => {
        const key = await kdf.derive({ password: form, length: cipher.keyBytes }, spend)
        form.fill(0)
        return { key, iv }
      }),
  }
}

interface Kdf {
  readonly label: string
  readonly iterations: number
  readonly keyBytes: number | undefined
  derive(inputs: { password: Uint8Array; length: number }, spend: SpendRounds): Promise<Uint8Array>
}

function kdfOf(kdf: Algorithm): Kdf {
  if (kdf.oid === PBKDF2) {
    const parameters = pbkdf2Of(kdf)
    return { ...parameters, derive: (inputs, spend) => derivePbkdf2(parameters, inputs, spend) }
  }
  if (kdf.oid === SCRYPT) {
    const parameters = scryptOf(kdf)
    const { label, keyBytes } = parameters
    const derive: Kdf['derive'] = (inputs, spend) => deriveScrypt(parameters, inputs, spend)
    return { label, keyBytes, iterations: scryptRounds(parameters), derive }
  }
  throw unsupported(kdf.node, 'its key is derived with', kdf.oid)
}

function cipherOf(
  encryption: Algorithm,
  keyBytes: number | undefined,
): { cipher: Cipher; iv: Uint8Array } {
  if (encryption.oid === RC2_CBC) return rc2Of(encryption, keyBytes)
  const known = NODE_CIPHERS.get(encryption.oid)
  const cipher = encryption.oid === DES_CBC ? singleDes() : known && nodeCipher(...known)
  if (!cipher) throw unsupported(encryption.node, 'its cipher is', encryption.oid)
  const iv = octetsOf(parametersOf(encryption, 'the cipher'), 'the IV')
  return { cipher, iv: requireIv(encryption, iv, cipher) }
}

/** Numbers that stand for the bits that count (RFC 8018, B.2.3); from 256 on it is their number. */
const RC2_VERSIONS: ReadonlyMap<number, number> = new Map([
  [160, 40],
  [120, 64],
  [58, 128],
])

/** `RC2-CBC-Parameter` (RFC 8018, B.2.3). */
function rc2Of(encryption: Algorithm, keyBytes = 16): { cipher: Cipher; iv: Uint8Array } {
  const parameters = parametersOf(encryption, 'RC2')
  const parts = childrenOf(parameters, TAG.sequence, 'the parameters of RC2')
  const version = integerOf(childAt(parameters, parts, 0), 'the version of RC2')
  const effectiveBits = RC2_VERSIONS.get(version) ?? version
  if (effectiveBits < 1 || effectiveBits > 1024) {
    throw malformed(parameters, `RC2 has ${effectiveBits} effective bits`)
  }
  const cipher = rc2Cipher(keyBytes, effectiveBits)
  const iv = octetsOf(childAt(parameters, parts, 1), 'the IV')
  return { cipher, iv: requireIv(encryption, iv, cipher) }
}

function requireIv({ node }: Algorithm, iv: Uint8Array, { ivBytes }: Cipher): Uint8Array {
  if (iv.length === ivBytes) return iv
  throw malformed(node, `the IV has ${iv.length} bytes where ${ivBytes} are due`)
}
