import { ByteReader } from '../byte-reader.ts'
import { type EncryptedPrivateKey, encryptedPrivateKeyOf } from '../der/der-values.ts'
import { parseDer } from '../der/parse-der.ts'
import { CertsError } from '../errors.ts'
import type { TrustedCertificateEntry } from '../keystore.ts'
import { DIGEST_BYTES } from './integrity.ts'
import { decodeModifiedUtf8 } from './modified-utf8.ts'

const TAG_PRIVATE_KEY = 1
const TAG_TRUSTED_CERTIFICATE = 2
const NEWEST_VERSION = 2
const SMALLEST_ENTRY_BYTES = 18
const MAX_DATE_MS = 8_640_000_000_000_000n

/** A key entry whose key is still protected. */
export interface SealedKeyEntry {
  readonly kind: 'sealed-key'
  readonly alias: string
  readonly createdAt: Date
  readonly sealed: EncryptedPrivateKey
  readonly chain: readonly Uint8Array[]
}

/** The layout of a JKS file, read without any password. */
export interface JksLayout {
  readonly entries: readonly (SealedKeyEntry | TrustedCertificateEntry)[]
  /** All that the digest covers. */
  readonly content: Uint8Array
  readonly digest: Uint8Array
  readonly trailingBytes: number
}

interface Cursor {
  readonly reader: ByteReader
  readonly version: number
  readonly what: string
}

/**
 * Reads the layout of JKS, versions 1 and 2 (JDK, sun.security.provider.JavaKeyStore.engineLoad).
 * The digest comes last, so nothing here is authenticated yet and every length is suspect.
 */
export function parseJks(bytes: Uint8Array, what: string): JksLayout {
  const reader = new ByteReader(bytes, what)
  reader.uint32('the magic number')
  const version = reader.uint32('the version')
  if (version < 1 || version > NEWEST_VERSION) throw unsupportedVersion(version, what)
  const cursor: Cursor = { reader, version, what }
  const count = reader.count('the number of entries', SMALLEST_ENTRY_BYTES)
  const entries = Array.from({ length: count }, () => readEntry(cursor))
  const content = bytes.subarray(0, reader.offset)
  const digest = reader.take(DIGEST_BYTES, 'the digest')
  return { entries, content, digest, trailingBytes: reader.remaining }
}

function readEntry(cursor: Cursor): SealedKeyEntry | TrustedCertificateEntry {
  const { reader } = cursor
  const start = reader.offset
  const tag = reader.uint32("an entry's tag")
  if (tag !== TAG_PRIVATE_KEY && tag !== TAG_TRUSTED_CERTIFICATE) {
    throw malformed(cursor, start, `an entry has tag ${tag}; JKS knows 1 (key) and 2 (certificate)`)
  }
  const alias = readText(cursor, 'an alias')
  const createdAt = readDate(cursor)
  if (tag === TAG_TRUSTED_CERTIFICATE) {
    return { kind: 'trusted-certificate', alias, createdAt, certificate: readCertificate(cursor) }
  }
  const sealed = readSealedKey(cursor, alias)
  const count = reader.count('the length of a chain', cursor.version === 1 ? 4 : 6)
  const chain = Array.from({ length: count }, () => readCertificate(cursor))
  return { kind: 'sealed-key', alias, createdAt, sealed, chain }
}

function readSealedKey({ reader, what }: Cursor, alias: string): EncryptedPrivateKey {
  const length = reader.uint32('the length of a key')
  const der = reader.take(length, 'a key')
  return encryptedPrivateKeyOf(parseDer(der, `${what}, key ${JSON.stringify(alias)}`))
}

/** Certificates stay as they are: one that cannot be parsed must not hide the other entries. */
function readCertificate(cursor: Cursor): Uint8Array {
  const { reader, version } = cursor
  const start = reader.offset
  const type = version === 1 ? 'X.509' : readText(cursor, 'the type of a certificate')
  // keystore-go writes the name without the dot.
  if (type !== 'X.509' && type !== 'X509') {
    throw malformed(cursor, start, `a certificate has type ${JSON.stringify(type.slice(0, 40))}`)
  }
  return reader.take(reader.uint32('the length of a certificate'), 'a certificate')
}

function readText(cursor: Cursor, field: string): string {
  const start = cursor.reader.offset
  const text = decodeModifiedUtf8(cursor.reader.take(cursor.reader.uint16(field), field))
  if (text === undefined) throw malformed(cursor, start, `${field} is not modified UTF-8`)
  return text
}

function readDate(cursor: Cursor): Date {
  const start = cursor.reader.offset
  const ms = cursor.reader.int64('a creation date')
  if (ms > MAX_DATE_MS || ms < -MAX_DATE_MS) {
    throw malformed(cursor, start, `a creation date is ${ms} ms since 1970`)
  }
  return new Date(Number(ms))
}

function malformed({ what }: Cursor, offset: number, because: string): CertsError {
  return new CertsError('ERR_CERTS_MALFORMED', {
    what,
    because: `at byte ${offset}, ${because}`,
    fix: 'The file is damaged or was not written as a keystore: export it again',
  })
}

function unsupportedVersion(version: number, what: string): CertsError {
  return new CertsError('ERR_CERTS_UNSUPPORTED', {
    what,
    because: `it is JKS version ${version}, and there are only versions 1 and 2`,
    fix: 'If keytool lists the file, convert it: keytool -importkeystore -deststoretype pkcs12',
  })
}
