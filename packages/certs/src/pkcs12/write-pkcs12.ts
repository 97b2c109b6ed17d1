import { createHmac, randomBytes } from 'node:crypto'
import { badArgument, requirePassword } from '../arguments.ts'
import { encodeDer, encodeInteger, encodeOid, sequence } from '../der/encode-der.ts'
import { TAG } from '../der/tags.ts'
import type { WritableEntry } from '../keystore.ts'
import { encryptPbes2, encryptPrivateKey } from '../pbe/encrypt-pbes2.ts'
import { DEFAULT_MAX_ITERATIONS, iterationBudget } from '../pbe/iteration-budget.ts'
import { bmpPassword } from '../pbe/password-forms.ts'
import { PURPOSE, pkcs12Kdf } from '../pbe/pkcs12-kdf.ts'
import { utf16be } from '../utf16.ts'
import { checkWritable, javaAlias } from '../writable-entries.ts'
import { ANY_EXTENDED_KEY_USAGE, ATTRIBUTE, BAG, CONTENT, X509_CERTIFICATE } from './oids.ts'

const WHAT = 'Cannot write the PKCS#12 keystore'
const VERSION = 3
const MAC_SALT_BYTES = 20
/** keytool's, since JDK 16: whoever opens the store pays it three times, at every start. */
const DEFAULT_ITERATIONS = 10_000
/** What a Java reads at most for each of its derivations. */
const MAX_ITERATIONS = 5_000_000
const SHA256 = { name: 'sha256', oid: '2.16.840.1.101.3.4.2.1', bytes: 32, blockBytes: 64 } as const

/** How {@link writePkcs12} protects what it writes. */
export interface WritePkcs12Options {
  /** Guards keys, certificates and integrity. Java takes only ASCII for PKCS#12. */
  readonly password: string
  /**
   * Rounds of each key derivation, 1 to 5,000,000, which is Java's limit. Raise it where a person chose
   * the password: OWASP's figure is 600,000, which makes Java's keytool take seconds.
   * @default 10,000, as today's keytool
   */
  readonly iterations?: number
}

/**
 * Writes a PKCS#12 keystore (RFC 7292) as a current JDK does: keys and certificates under PBES2 with
 * AES-256-CBC and PBKDF2-HMAC-SHA256, integrity by HMAC-SHA256, trusted certificates with Java's mark.
 * Java from 8u301 and 11.0.12 on, OpenSSL and Node read it. Aliases are lower-cased as Java does.
 *
 * @throws {@link CertsError} ERR_CERTS_BAD_ARGUMENT
 */
export async function writePkcs12(
  entries: readonly WritableEntry[],
  options: WritePkcs12Options,
): Promise<Uint8Array> {
  requirePassword(options?.password, WHAT)
  const { password, iterations = DEFAULT_ITERATIONS } = options
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > MAX_ITERATIONS) {
    throw badArgument(WHAT, `iterations is ${iterations}`, `Pass 1 to ${MAX_ITERATIONS}`)
  }
  checkWritable(entries, WHAT)
  const authenticated = sequence(
    plainSafe(await keyBags(entries, { password, iterations })),
    await encryptedSafe(certificateBags(entries), { password, iterations }),
  )
  return sequence(
    encodeInteger(VERSION),
    contentInfo(CONTENT.data, encodeDer(TAG.octetString, authenticated)),
    await macData(authenticated, { password, iterations }),
  )
}

type Resolved = Required<WritePkcs12Options>

async function keyBags(
  entries: readonly WritableEntry[],
  { password, iterations }: Resolved,
): Promise<Uint8Array[]> {
  const bags: Uint8Array[] = []
  for (const entry of entries) {
    if (entry.kind !== 'private-key') continue
    const key = await encryptPrivateKey(entry.privateKey, password, iterations)
    bags.push(bag(BAG.shroudedKey, key, keyAttributes(entry)))
  }
  return bags
}

/** Leaves with their key's attributes, what stands above them once each, then what is trusted. */
function certificateBags(entries: readonly WritableEntry[]): Uint8Array[] {
  const above = new Map<string, Uint8Array>()
  const leaves: Uint8Array[] = []
  const trusted: Uint8Array[] = []
  for (const entry of entries) {
    if (entry.kind === 'trusted-certificate') {
      const attributes = [friendlyName(entry.alias), trustMark()]
      trusted.push(certificateBag(entry.certificate, attributes))
      continue
    }
    const [leaf, ...issuers] = entry.chain
    if (leaf) leaves.push(certificateBag(leaf, keyAttributes(entry)))
    for (const der of issuers) above.set(Buffer.from(der).toString('base64'), der)
  }
  return [...leaves, ...[...above.values()].map((der) => certificateBag(der, [])), ...trusted]
}

function certificateBag(der: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  const octets = encodeDer(TAG.octetString, der)
  const value = sequence(encodeOid(X509_CERTIFICATE), encodeDer(TAG.context0Constructed, octets))
  return bag(BAG.certificate, value, attributes)
}

/** `SafeBag` (RFC 7292, section 4.2). */
function bag(type: string, value: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  const parts = [encodeOid(type), encodeDer(TAG.context0Constructed, value)]
  if (attributes.length > 0) parts.push(setOf(attributes))
  return sequence(...parts)
}

/** What joins a key with its leaf; the id is Java's way to keep the date. */
function keyAttributes({ alias, createdAt }: WritableEntry): Uint8Array[] {
  const id = Buffer.from(`Time ${createdAt.getTime()}`, 'latin1')
  return [friendlyName(alias), attribute(ATTRIBUTE.localKeyId, encodeDer(TAG.octetString, id))]
}

function friendlyName(alias: string): Uint8Array {
  return attribute(ATTRIBUTE.friendlyName, encodeDer(TAG.bmpString, utf16be(javaAlias(alias))))
}

function trustMark(): Uint8Array {
  return attribute(ATTRIBUTE.trustedKeyUsage, encodeOid(ANY_EXTENDED_KEY_USAGE))
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(encodeOid(type), setOf([value]))
}

/** SET OF, in the order that DER wants. */
function setOf(values: readonly Uint8Array[]): Uint8Array {
  return encodeDer(TAG.set, ...[...values].sort(Buffer.compare))
}

function plainSafe(bags: readonly Uint8Array[]): Uint8Array {
  return contentInfo(CONTENT.data, encodeDer(TAG.octetString, sequence(...bags)))
}

/** `EncryptedData` (RFC 5652, section 8). */
async function encryptedSafe(
  bags: readonly Uint8Array[],
  { password, iterations }: Resolved,
): Promise<Uint8Array> {
  const { algorithm, data } = await encryptPbes2(sequence(...bags), password, iterations)
  const content = sequence(encodeOid(CONTENT.data), algorithm, encodeDer(TAG.context0, data))
  return contentInfo(CONTENT.encryptedData, sequence(encodeInteger(0), content))
}

function contentInfo(type: string, content: Uint8Array): Uint8Array {
  return sequence(encodeOid(type), encodeDer(TAG.context0Constructed, content))
}

/** `MacData` (RFC 7292, section 4). */
async function macData(
  authenticated: Uint8Array,
  { password, iterations }: Resolved,
): Promise<Uint8Array> {
  const salt = randomBytes(MAC_SALT_BYTES)
  const secret = bmpPassword(password)
  const kdf = { digest: SHA256, password: secret, salt, iterations, length: SHA256.bytes }
  const spend = iterationBudget(WHAT, DEFAULT_MAX_ITERATIONS)
  const key = await pkcs12Kdf({ ...kdf, purpose: PURPOSE.mac }, spend)
  secret.fill(0)
  const mac = createHmac(SHA256.name, key).update(authenticated).digest()
  key.fill(0)
  const algorithm = sequence(encodeOid(SHA256.oid), encodeDer(TAG.null))
  return sequence(
    sequence(algorithm, encodeDer(TAG.octetString, mac)),
    encodeDer(TAG.octetString, salt),
    encodeInteger(iterations),
  )
}
