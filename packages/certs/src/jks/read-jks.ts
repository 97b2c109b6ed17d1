import { timingSafeEqual } from 'node:crypto'
import { isSequence } from '../der/der-values.ts'
import { CertsError } from '../errors.ts'
import {
  collectEntry,
  type Keystore,
  type KeystoreEntry,
  type PrivateKeyEntry,
} from '../keystore.ts'
import type { OpenOptions } from '../open-options.ts'
import { parseCertificate } from '../x509.ts'
import { integrityDigest } from './integrity.ts'
import { KEY_PROTECTOR_OID, openKey, PROTECTION_BYTES } from './key-protector.ts'
import { type JksLayout, parseJks, type SealedKeyEntry } from './parse-jks.ts'

/** Reads a JKS file: its layout first, then the digest, then the keys. */
export function readJks(bytes: Uint8Array, options: OpenOptions): Keystore {
  const layout = parseJks(bytes, options.what)
  const digest = integrityDigest(layout.content, options.password)
  if (!timingSafeEqual(digest, layout.digest)) throw digestMismatch(layout, options)
  const warnings: string[] = []
  const entries = new Map<string, KeystoreEntry>()
  for (const entry of layout.entries) {
    collectEntry(entries, entry.kind === 'sealed-key' ? open(entry, options) : entry, warnings)
  }
  if (layout.trailingBytes > 0) {
    warnings.push(`${layout.trailingBytes} bytes after the end of the keystore were ignored`)
  }
  return { format: 'JKS', entries: [...entries.values()], warnings }
}

function open(entry: SealedKeyEntry, options: OpenOptions): PrivateKeyEntry {
  const { alias, createdAt, chain, sealed } = entry
  const what = `${options.what}, key ${JSON.stringify(alias)}`
  if (sealed.algorithm.oid !== KEY_PROTECTOR_OID) {
    throw new CertsError('ERR_CERTS_UNSUPPORTED', {
      what,
      because: `it is protected by algorithm ${sealed.algorithm.oid}, not by that of JKS`,
      fix: 'Convert the file with keytool -importkeystore -deststoretype pkcs12',
    })
  }
  const privateKey = tryPassword(entry, options.keyPassword ?? options.password)
  if (!privateKey) {
    throw new CertsError('ERR_CERTS_BAD_KEY_PASSWORD', {
      what,
      because: `the store's password is right, but the ${options.keyPassword === undefined ? 'same' : 'given key'} password does not open this key`,
      fix: "Pass the key's own password as keyPassword",
    })
  }
  if (!isSequence(privateKey)) {
    throw new CertsError('ERR_CERTS_MALFORMED', {
      what,
      because: 'the password opens it, but what it holds is not a PKCS#8 key',
      fix: 'Export the keystore again',
    })
  }
  return { kind: 'private-key', alias, createdAt, privateKey, chain }
}

function tryPassword({ sealed }: SealedKeyEntry, password: string): Uint8Array | undefined {
  const fits = sealed.algorithm.oid === KEY_PROTECTOR_OID && sealed.data.length >= PROTECTION_BYTES
  return fits ? openKey(sealed.data, password) : undefined
}

/**
 * The digest mixes password and content, so by itself it cannot tell a wrong password from damage.
 * What the file holds can: a key that the password opens, or a certificate that is none.
 */
function digestMismatch(layout: JksLayout, { what, password }: OpenOptions): CertsError {
  const opensKey = layout.entries.some((entry) => {
    const key = entry.kind === 'sealed-key' ? tryPassword(entry, password) : undefined
    key?.fill(0)
    return key !== undefined
  })
  const certificates = layout.entries.flatMap((entry) =>
    entry.kind === 'sealed-key' ? entry.chain : [entry.certificate],
  )
  if (opensKey)
    return damaged(what, 'the password opens a key in it, but its digest does not match')
  if (certificates.some((der) => !parseCertificate(der))) {
    return damaged(what, 'its digest does not match and it holds a certificate that cannot be read')
  }
  return new CertsError('ERR_CERTS_BAD_PASSWORD', {
    what,
    because: 'the password does not match its digest, and nothing else in it looks damaged',
    fix: 'Check the password, also for a line break or blank at its end',
  })
}

function damaged(what: string, because: string): CertsError {
  return new CertsError('ERR_CERTS_DAMAGED', {
    what,
    because,
    fix: 'The file was changed after it was written: export or copy it again, in binary mode',
  })
}
