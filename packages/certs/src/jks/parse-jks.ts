import { ByteReader } from '../byte-reader.ts'
import { CertsError } from '../errors.ts'
import type { SecretKeyEntry, TrustedCertificateEntry } from '../keystore.ts'
import { pacer } from '../pace.ts'
import { DIGEST_BYTES } from './integrity.ts'
import { decodeModifiedUtf8 } from './modified-utf8.ts'
import { skipSerializedObject } from './skip-serialized-object.ts'

/** First octets of a JCEKS file. */
export const JCEKS_MAGIC = 0xcececece

const TAG_PRIVATE_KEY = 1
const TAG_TRUSTED_CERTIFICATE = 2
const TAG_SECRET_KEY = 3
const NEWEST_VERSION = 2
const SMALLEST_ENTRY_BYTES = 18
/** Chains in use have three or four. */
const MAX_CHAIN = 100
/** So many entries are read in a fraction of a millisecond. */
const ENTRIES_A_LOOK = 64
const MAX_DATE_MS = 8_640_000_000_000_000n

/** A key entry whose key is still protected. */
export interface SealedKeyEntry {
  readonly kind: 'sealed-key'
  readonly alias: string
  readonly createdAt: Date
  /** `EncryptedPrivateKeyInfo`, DER, unless the entry is damaged. */
  readonly sealed: Uint8Array
  readonly chain: readonly Uint8Array[]
}

/** An entry as it stands in the file. */
type ParsedEntry = SealedKeyEntry | TrustedCertificateEntry | SecretKeyEntry

/** The layout of a JKS or JCEKS file, read without any password. */
export interface JksLayout {
  readonly format: 'JKS' | 'JCEKS'
  readonly entries: readonly ParsedEntry[]
  /** All that the digest covers. */
  readonly content: Uint8Array
  readonly digest: Uint8Array
  readonly trailingBytes: number
}

interface Cursor {
  readonly reader: ByteReader
  readonly format: 'JKS' | 'JCEKS'
  readonly version: number
  readonly what: string
}

/**
 * Reads the layout of JKS and JCEKS, versions 1 and 2 (JDK, sun.security.provider.JavaKeyStore and
 * com.sun.crypto.provider.JceKeyStore, engineLoad). The digest comes last, so nothing here is
 * authenticated yet and every length is suspect.
 */
export async function parseJks(bytes: Uint8Array, what: string): Promise<JksLayout> {
  const reader = new ByteReader(bytes, what)
  const format = reader.uint32('the magic number') === JCEKS_MAGIC ? 'JCEKS' : 'JKS'
  const version = reader.uint32('the version')
  if (version < 1 || version > NEWEST_VERSION) throw unsupportedVersion({ format, version, what })
  const cursor: Cursor = { reader, format, version, what }
  const count = reader.count('the number of entries', SMALLEST_ENTRY_BYTES)
  const entries: ParsedEntry[] = []
  const pace = pacer()
  // The list grows as it is read: a count is no reason to set memory aside.
  while (entries.length < count) {
    entries.push(readEntry(cursor))
    if (entries.length % ENTRIES_A_LOOK === 0) await pace()
  }
  const content = bytes.subarray(0, reader.offset)
  const digest = reader.take(DIGEST_BYTES, 'the digest')
  return { format, entries, content, digest, trailingBytes: reader.remaining }
}

function readEntry(cursor: Cursor): ParsedEntry {
  const { reader, format, what } = cursor
  const start = reader.offset
  const tag = reader.uint32("an entry's tag")
  const isKnown = tag >= TAG_PRIVATE_KEY && tag <= (format === 'JCEKS' ? TAG_SECRET_KEY : 2)
  if (!isKnown) {
    const known = `1 (key), 2 (certificate)${format === 'JCEKS' ? ', 3 (secret key)' : ''}`
    throw malformed(cursor, start, `an entry has tag ${tag}; ${format} knows ${known}`)
  }
  const alias = readText(cursor, 'an alias')
  const createdAt = readDate(cursor)
  if (tag === TAG_TRUSTED_CERTIFICATE) {
    return { kind: 'trusted-certificate', alias, createdAt, certificate: readCertificate(cursor) }
  }
  if (tag === TAG_SECRET_KEY) {
    skipSerializedObject(reader, `${what}, secret key ${JSON.stringify(alias)}`)
    return { kind: 'secret-key', alias, createdAt }
  }
  const sealed = reader.take(reader.uint32('the length of a key'), 'a key')
  return { kind: 'sealed-key', alias, createdAt, sealed, chain: readChain(cursor) }
}

function readChain(cursor: Cursor): Uint8Array[] {
  const { reader, version } = cursor
  const start = reader.offset
  const count = reader.count('the length of a chain', version === 1 ? 4 : 6)
  if (count > MAX_CHAIN) {
    throw malformed(cursor, start, `a chain has ${count} certificates, more than ${MAX_CHAIN}`)
  }
  return Array.from({ length: count }, () => readCertificate(cursor))
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

function unsupportedVersion({ format, version, what }: Omit<Cursor, 'reader'>): CertsError {
  return new CertsError('ERR_CERTS_UNSUPPORTED', {
    what,
    because: `it is ${format} version ${version}, and there are only versions 1 and 2`,
    fix: 'If keytool lists the file, convert it: keytool -importkeystore -deststoretype pkcs12',
  })
}
