import { createDecipheriv, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { type Algorithm, algorithmOf, integerOf, isSequence, octetsOf } from '../der/der-values.ts'
import { childAt, childrenOf, type DerNode, malformed } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { CertsError } from '../errors.ts'
import type { SpendRounds } from './iteration-budget.ts'
import { bmpPassword, PURPOSE, pkcs12Kdf } from './kdf.ts'
import { CIPHERS, describeOid, PBE_SHA1_3DES, PBES2, PBKDF2, PRFS } from './oids.ts'

const MAX_SALT_BYTES = 1024
const TRIPLE_DES = { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8 }
const derive = promisify(pbkdf2)

/** What was encrypted under a password. */
export interface Encrypted {
  readonly algorithm: Algorithm
  readonly data: Uint8Array
}

/**
 * Decrypts what has to be one DER SEQUENCE.
 * @returns undefined when the password does not open it; how it failed is not told, since bad padding
 * and bad content are both what a wrong password looks like.
 */
export async function decryptSequence(
  { algorithm, data }: Encrypted,
  password: string,
  spend: SpendRounds,
): Promise<Uint8Array | undefined> {
  if (algorithm.oid === PBES2) {
    const { salt, iterations, digest, cipher, iv } = pbes2Of(algorithm)
    // Each digest's worth of key takes all the rounds again.
    spend(iterations * Math.ceil(cipher.keyBytes / digestBytes(digest)))
    const key = await derive(password, salt, iterations, cipher.keyBytes, digest)
    return decipher({ name: cipher.name, key, iv }, data)
  }
  if (algorithm.oid === PBE_SHA1_3DES) return decryptPbes1(algorithm, { data, password, spend })
  throw unsupported(algorithm.node, 'it is encrypted with', algorithm.oid)
}

/** A salt, refused when it is longer than any real one. */
export function saltOf(node: DerNode): Uint8Array {
  const salt = octetsOf(node, 'a salt')
  if (salt.length > MAX_SALT_BYTES) throw malformed(node, `a salt has ${salt.length} bytes`)
  return salt
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

interface Pbes2 {
  readonly salt: Uint8Array
  readonly iterations: number
  readonly digest: string
  readonly cipher: { readonly name: string; readonly keyBytes: number }
  readonly iv: Uint8Array
}

/** `PBES2-params` (RFC 8018, A.4). */
function pbes2Of({ parameters, node }: Algorithm): Pbes2 {
  if (!parameters) throw malformed(node, 'PBES2 has no parameters')
  const parts = childrenOf(parameters, TAG.sequence, 'the parameters of PBES2')
  const kdf = algorithmOf(childAt(parameters, parts, 0), 'the key derivation')
  const encryption = algorithmOf(childAt(parameters, parts, 1), 'the cipher')
  const cipher = CIPHERS.get(encryption.oid)
  if (!cipher) throw unsupported(encryption.node, 'its cipher is', encryption.oid)
  if (!encryption.parameters) throw malformed(encryption.node, 'the cipher has no IV')
  const iv = octetsOf(encryption.parameters, 'the IV')
  if (iv.length !== cipher.ivBytes)
    throw malformed(encryption.node, `the IV has ${iv.length} bytes`)
  return { ...pbkdf2Of(kdf, cipher.keyBytes), cipher, iv }
}

/** `PBKDF2-params` (RFC 8018, A.2). */
function pbkdf2Of(kdf: Algorithm, keyBytes: number): Pick<Pbes2, 'salt' | 'iterations' | 'digest'> {
  if (kdf.oid !== PBKDF2) throw unsupported(kdf.node, 'its key is derived with', kdf.oid)
  if (!kdf.parameters) throw malformed(kdf.node, 'PBKDF2 has no parameters')
  const parts = childrenOf(kdf.parameters, TAG.sequence, 'the parameters of PBKDF2')
  const salt = saltOf(childAt(kdf.parameters, parts, 0))
  const iterations = integerOf(childAt(kdf.parameters, parts, 1), 'the iteration count')
  const length = parts[2]?.tag === TAG.integer ? parts[2] : undefined
  if (length && integerOf(length, 'the key length') !== keyBytes) {
    throw malformed(length, `the key length is not the cipher's, ${keyBytes}`)
  }
  const prf = parts[length ? 3 : 2]
  return { salt, iterations, digest: prf ? prfDigest(prf) : 'sha1' }
}

function prfDigest(node: DerNode): string {
  const { oid } = algorithmOf(node, 'the pseudo-random function')
  const digest = PRFS.get(oid)
  if (digest === undefined) throw unsupported(node, 'its key is derived with', oid)
  return digest
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292, appendix C). */
async function decryptPbes1(
  { parameters, node }: Algorithm,
  { data, password, spend }: { data: Uint8Array; password: string; spend: SpendRounds },
): Promise<Uint8Array | undefined> {
  if (!parameters) throw malformed(node, 'the cipher has no parameters')
  const parts = childrenOf(parameters, TAG.sequence, "the cipher's parameters")
  const salt = saltOf(childAt(parameters, parts, 0))
  const iterations = integerOf(childAt(parameters, parts, 1), 'the iteration count')
  for (const secret of passwordForms(password)) {
    const kdf = { digest: 'sha1', password: secret, salt, iterations }
    const key = await pkcs12Kdf(
      { ...kdf, purpose: PURPOSE.key, length: TRIPLE_DES.keyBytes },
      spend,
    )
    const iv = await pkcs12Kdf({ ...kdf, purpose: PURPOSE.iv, length: TRIPLE_DES.ivBytes }, spend)
    const plain = decipher({ name: TRIPLE_DES.name, key, iv }, data)
    if (plain) return plain
  }
  return undefined
}

/** An empty password is written as two zero octets by some and as nothing by others. */
export function passwordForms(password: string): Uint8Array[] {
  const withTerminator = bmpPassword(password)
  return password === '' ? [withTerminator, new Uint8Array(0)] : [withTerminator]
}

function decipher(
  { name, key, iv }: { name: string; key: Uint8Array; iv: Uint8Array },
  data: Uint8Array,
): Uint8Array | undefined {
  const cipher = createDecipheriv(name, key, iv)
  key.fill(0)
  try {
    const plain = Buffer.concat([cipher.update(data), cipher.final()])
    return isSequence(plain) ? plain : undefined
  } catch {
    return undefined
  }
}

function digestBytes(digest: string): number {
  return digest === 'sha1' ? 20 : Number(digest.slice(3)) / 8
}
