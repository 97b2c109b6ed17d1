import { requirePassword } from '../arguments.ts'
import { encodeDer, encodeOid, sequence } from '../der/encode-der.ts'
import { TAG } from '../der/tags.ts'
import type { WritableEntry } from '../keystore.ts'
import { checkWritable, javaAlias, refuse } from '../writable-entries.ts'
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
export function writeJks(entries: readonly WritableEntry[], options: WriteJksOptions): Uint8Array {
  requirePassword(options?.password, WHAT)
  const { password, keyPassword = password } = options
  requirePassword(keyPassword, WHAT, 'keyPassword')
  checkWritable(entries, WHAT)
  const content = Buffer.concat([
    uint32(MAGIC),
    uint32(VERSION),
    uint32(entries.length),
    ...entries.flatMap((entry) => encodeEntry(entry, keyPassword)),
  ])
  return Buffer.concat([content, integrityDigest(content, password)])
}

function encodeEntry(entry: WritableEntry, keyPassword: string): Uint8Array[] {
  const head = [text(javaAlias(entry.alias)), date(entry.createdAt)]
  if (entry.kind === 'trusted-certificate') {
    return [uint32(2), ...head, ...certificate(entry.certificate)]
  }
  const key = sealedKey(entry.privateKey, keyPassword)
  const chain = entry.chain.flatMap(certificate)
  return [uint32(1), ...head, ...lengthPrefixed(key), uint32(entry.chain.length), ...chain]
}

function sealedKey(key: Uint8Array, password: string): Uint8Array {
  const algorithm = sequence(encodeOid(KEY_PROTECTOR_OID), encodeDer(TAG.null))
  return sequence(algorithm, encodeDer(TAG.octetString, protectKey(key, password)))
}

function certificate(der: Uint8Array): Uint8Array[] {
  return [text('X.509'), ...lengthPrefixed(der)]
}

function text(value: string): Uint8Array {
  const bytes = encodeModifiedUtf8(value)
  if (bytes.length > MAX_TEXT_BYTES) throw refuse(WHAT, value, 'it is longer than 65535 bytes')
  return Buffer.concat([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes])
}

function date(createdAt: Date): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(createdAt.getTime()))
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
