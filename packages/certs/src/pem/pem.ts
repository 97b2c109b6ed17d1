import { badArgument } from '../arguments.ts'
import { isSequence } from '../der/der-values.ts'
import { pacer } from '../pace.ts'
import { encryptPrivateKey } from '../pbe/encrypt-pbes2.ts'
import { isPkcs8 } from '../pkcs8.ts'

const COLUMNS = 64

/**
 * OWASP's figure for PBKDF2-HMAC-SHA256. Node's own export is fixed at 2048, which a passphrase that a
 * person chose does not survive. One opening costs about 0.2 s of one core, paid by whoever loads the
 * file; a program that opens many connections decrypts once and keeps the key.
 */
const ITERATIONS = 600_000

/**
 * Certificates as PEM (RFC 7468), in the order given; Kafka clients want the leaf first.
 * Lines end in LF and have 64 columns.
 *
 * @throws {@link CertsError} ERR_CERTS_BAD_ARGUMENT
 */
export function certificatesToPem(certificates: readonly Uint8Array[]): string {
  return certificates.map(certificateToPem).join('')
}

/** {@link certificatesToPem} for as many as a store may hold: it shares the event loop. */
export async function manyCertificatesToPem(certificates: readonly Uint8Array[]): Promise<string> {
  const texts: string[] = []
  const pace = pacer()
  for (const [index, der] of certificates.entries()) {
    texts.push(certificateToPem(der, index))
    await pace()
  }
  return texts.join('')
}

function certificateToPem(der: Uint8Array, index: number): string {
  if (isSequence(der)) return pem('CERTIFICATE', der)
  throw badArgument(
    `Cannot write certificate ${index + 1} as PEM`,
    'it is not X.509 in DER',
    'Pass the bytes of an entry of readKeystore',
  )
}

/** How {@link privateKeyToPem} writes a key. */
export interface PrivateKeyToPemOptions {
  /** Encrypts the key. @default none: the key is written in the clear */
  readonly passphrase?: string
}

/**
 * A private key as PEM: `PRIVATE KEY`, or with a passphrase `ENCRYPTED PRIVATE KEY` (RFC 5958) under
 * PBES2 with AES-256-CBC and 600,000 rounds of PBKDF2-HMAC-SHA256. OpenSSL, Node and librdkafka read
 * both, and so does Java's Kafka client from Java 21 on; up to Java 17 it reads only a key in the clear.
 * Encrypting takes about 0.2 s, and so does each opening of such a key.
 *
 * @param pkcs8 - `PrivateKeyInfo`, DER.
 * @throws {@link CertsError} ERR_CERTS_BAD_ARGUMENT
 */
export async function privateKeyToPem(
  pkcs8: Uint8Array,
  options: PrivateKeyToPemOptions = {},
): Promise<string> {
  const { passphrase } = options
  if (!isPkcs8(pkcs8)) {
    throw badArgument(
      'Cannot write the private key as PEM',
      'it is not PKCS#8 in DER',
      'Pass the privateKey of an entry, or convert it with openssl pkcs8 -topk8 -outform DER',
    )
  }
  if (passphrase === undefined) return pem('PRIVATE KEY', pkcs8)
  if (typeof passphrase !== 'string' || passphrase === '') {
    throw badArgument(
      'Cannot encrypt the private key',
      'the passphrase is empty',
      'Pass a passphrase, or leave the option out to write the key in the clear',
    )
  }
  const encrypted = await encryptPrivateKey(pkcs8, passphrase, ITERATIONS)
  return pem('ENCRYPTED PRIVATE KEY', encrypted)
}

function pem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64')
  const lines = base64.match(new RegExp(`.{1,${COLUMNS}}`, 'g')) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
