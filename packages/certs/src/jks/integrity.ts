import { createHash, type Hash } from 'node:crypto'
import { inPieces } from '../pace.ts'
import { utf16be } from '../utf16.ts'

/** Length of the digest that ends a JKS file. */
export const DIGEST_BYTES = 20

const PEPPER = 'Mighty Aphrodite'

/** SHA-1 over password, a fixed phrase and the file's content (JDK, sun.security.provider.JavaKeyStore). */
export function integrityDigest(content: Uint8Array, password: string): Uint8Array {
  return startDigest(password).update(content).digest()
}

/** {@link integrityDigest} of a file that somebody else wrote, however long: it shares the event loop. */
export async function integrityDigestInTurns(
  content: Uint8Array,
  password: string,
): Promise<Uint8Array> {
  const digest = startDigest(password)
  await inPieces(content, (piece) => digest.update(piece))
  return digest.digest()
}

function startDigest(password: string): Hash {
  const secret = utf16be(password)
  const digest = createHash('sha1').update(secret).update(PEPPER)
  secret.fill(0)
  return digest
}
