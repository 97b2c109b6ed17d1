import { type Algorithm, isSequence, octetsOf } from '../der/der-values.ts'
import { type DerNode, malformed } from '../der/parse-der.ts'
import { CertsError } from '../errors.ts'
import type { Cipher, KeyMaterial } from './cipher.ts'
import type { SpendRounds } from './iteration-budget.ts'
import { describeOid } from './oids.ts'

const MAX_SALT_BYTES = 1024

/** A way to turn a password into key and IV. */
export type Attempt = (spend: SpendRounds) => Promise<KeyMaterial>

/** Password-based encryption, read out of an `AlgorithmIdentifier` and ready to be tried. */
export interface Scheme {
  /** As people write it: cipher, key derivation, digest. */
  readonly label: string
  readonly iterations: number
  readonly cipher: Cipher
  /** Writers differ in how they hand over a password; the usual way comes first. */
  attempts(password: string): readonly Attempt[]
}

/**
 * Decrypts what has to be one DER SEQUENCE.
 * @returns undefined when the password does not open it; how it failed is not told, since bad padding
 * and bad content are both what a wrong password looks like.
 */
export async function decryptSequence(
  { scheme, data }: { scheme: Scheme; data: Uint8Array },
  password: string,
  spend: SpendRounds,
): Promise<Uint8Array | undefined> {
  for (const attempt of scheme.attempts(password)) {
    const material = await attempt(spend)
    const plain = await decipher(scheme.cipher, data, material)
    material.key.fill(0)
    if (plain) return plain
  }
  return undefined
}

async function decipher(
  cipher: Cipher,
  data: Uint8Array,
  material: KeyMaterial,
): Promise<Uint8Array | undefined> {
  try {
    const plain = await cipher.decrypt(data, material)
    return isSequence(plain) ? plain : undefined
  } catch {
    return undefined
  }
}

/** A salt, refused when it is longer than any real one. */
export function saltOf(node: DerNode): Uint8Array {
  const salt = octetsOf(node, 'a salt')
  if (salt.length > MAX_SALT_BYTES) throw malformed(node, `a salt has ${salt.length} bytes`)
  return salt
}

/** The parameters, refused where they are left out. */
export function parametersOf({ parameters, node }: Algorithm, field: string): DerNode {
  if (!parameters) throw malformed(node, `${field} has no parameters`)
  return parameters
}

/** The refusal of an algorithm, with its name and what to do. */
export function unsupported(node: DerNode, finding: string, oid: string): CertsError {
  return new CertsError('ERR_CERTS_UNSUPPORTED', {
    what: node.what,
    because: `${finding} ${describeOid(oid)}, which is not read here`,
    fix:
      'Rewrite the file with a current keytool: keytool -importkeystore -srckeystore FILE ' +
      '-destkeystore OUT -deststoretype pkcs12 (OpenSSL 3 needs -legacy to read old files)',
  })
}
