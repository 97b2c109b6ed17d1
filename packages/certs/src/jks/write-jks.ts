import { badArgument, requirePassword } from '../arguments.ts'
import { isSequence } from '../der/der-values.ts'
import { encodeDer, encodeOid } from '../der/encode-der.ts'
import { TAG } from '../der/tags.ts'
import type { KeystoreEntry } from '../keystore.ts'
import { integrityDigest } from './integrity.ts'
import { KEY_PROTECTOR_OID, protectKey } from './key-protector.ts'
import { encodeModifiedUtf8 } from './modified-utf8.ts'

const MAGIC = 0xfeedfeed
const VERSION = 2
const MAX_TEXT_BYTES = 0xffff
const WHAT = 'Cannot write the JKS keystore'

/** Passwords of a keystore to be written. */
export interface WriteJksOptions {
  /** Guards the store's digest. keytool itself refuses fewer than 6 characters. */
  readonly password: string
  /** Protects the keys. @default the store's password */
  readonly keyPassword?: string
}

/**
 * Writes a JKS keystore, version 2, that Java reads (JDK, sun.security.provider.JavaKeyStore.engineStore).
 * Aliases are lower-cased as Java does, which would not find them otherwise. JKS protects keys by
 * SHA-1 alone: use it where a program asks for it, with a long random password.
 *
 * @throws {@link CertsError} ERR_CERTS_BAD_ARGUMENT
 */
export function writeJks(entries: readonly KeystoreEntry[], options: WriteJksOptions): Uint8Array {
  requirePassword(options?.password, WHAT)
  const { password, keyPassword = password } = options
  requirePassword(keyPassword, WHAT, 'keyPassword')
  refuseDuplicates(entries)
  const content = Buffer.concat([
    uint32(MAGIC),
    uint32(VERSION),
    uint32(entries.length),
    ...entries.flatMap((entry) => encodeEntry(entry, keyPassword)),
  ])
  return Buffer.concat([content, integrityDigest(content, password)])
}

function encodeEntry(entry: KeystoreEntry, keyPassword: string): Uint8Array[] {
  const head = [text(javaAlias(entry.alias), entry.alias), date(entry)]
  if (entry.kind === 'trusted-certificate') {
    return [uint32(2), ...head, ...certificate(entry.certificate, entry.alias)]
  }
  if (entry.chain.length === 0) throw refuse(entry.alias, 'its key has no certificate')
  const chain = entry.chain.flatMap((der) => certificate(der, entry.alias))
  const key = sealedKey(entry.privateKey, keyPassword, entry.alias)
  return [uint32(1), ...head, ...lengthPrefixed(key), uint32(entry.chain.length), ...chain]
}

function sealedKey(key: Uint8Array, password: string, alias: string): Uint8Array {
  if (!isSequence(key)) throw refuse(alias, 'its key is not PKCS#8 in DER')
  const algorithm = encodeDer(TAG.sequence, encodeOid(KEY_PROTECTOR_OID), encodeDer(TAG.null))
  return encodeDer(TAG.sequence, algorithm, encodeDer(TAG.octetString, protectKey(key, password)))
}

function certificate(der: Uint8Array, alias: string): Uint8Array[] {
  if (!isSequence(der)) throw refuse(alias, 'one of its certificates is not X.509 in DER')
  return [text('X.509', alias), ...lengthPrefixed(der)]
}

function refuseDuplicates(entries: readonly KeystoreEntry[]): void {
  const seen = new Set<string>()
  for (const { alias } of entries) {
    const key = javaAlias(alias)
    if (seen.has(key)) throw refuse(alias, 'it occurs twice; Java knows aliases without case')
    seen.add(key)
  }
}

/** The form under which Java looks an alias up. */
function javaAlias(alias: string): string {
  return alias.toLowerCase()
}

function text(value: string, alias: string): Uint8Array {
  const bytes = encodeModifiedUtf8(value)
  if (bytes.length > MAX_TEXT_BYTES)
    throw refuse(alias.slice(0, 40), 'it is longer than 65535 bytes')
  return Buffer.concat([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes])
}

function date({ alias, createdAt }: KeystoreEntry): Uint8Array {
  const ms = createdAt.getTime()
  if (Number.isNaN(ms)) throw refuse(alias, 'its createdAt is not a date')
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(ms))
  return bytes
}

function lengthPrefixed(bytes: Uint8Array): Uint8Array[] {
  return [uint32(bytes.length), bytes]
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function refuse(alias: string, because: string) {
  return badArgument(`${WHAT}, alias ${JSON.stringify(alias)}`, because, 'Correct the entry')
}
