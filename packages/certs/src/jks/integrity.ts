import { createHash } from 'node:crypto'
import { utf16be } from '../utf16.ts'

/** Length of the digest that ends a JKS file. */
export const DIGEST_BYTES = 20

const PEPPER = 'Mighty Aphrodite'

/** SHA-1 over password, a fixed phrase and the file's content (JDK, sun.security.provider.JavaKeyStore). */
export function integrityDigest(content: Uint8Array, password: string): Uint8Array {
  const secret = utf16be(password)
  const digest = createHash('sha1').update(secret).update(PEPPER).update(content).digest()
  secret.fill(0)
  return digest
}
