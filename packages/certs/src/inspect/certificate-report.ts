import { hash, type KeyObject, type X509Certificate } from 'node:crypto'
import { algorithmOf } from '../der/der-values.ts'
import { childAt, childrenOf, parseDer } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { parseCertificate } from '../x509.ts'
import { signatureName } from './signature-name.ts'

const DAY_MS = 86_400_000

/** What `keytool -list -v` tells of a certificate. */
export interface ReadableCertificate {
  readonly isReadable: true
  /** On one line. */
  readonly subject: string
  /** On one line. */
  readonly issuer: string
  /** Hexadecimal. */
  readonly serialNumber: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** Whole days until `notAfter`, by this machine's clock; negative once it has expired. */
  readonly daysLeft: number
  /** Fingerprint, hexadecimal with colons. */
  readonly sha256: string
  /** Fingerprint, hexadecimal with colons; some tools still ask for it. */
  readonly sha1: string
  /** Kind and size: `RSA 2048`, `EC prime256v1`, `Ed25519`. */
  readonly publicKey: string
  /** As Java names it: `SHA256withRSA`, `Ed25519`. */
  readonly signatureAlgorithm: string
  /** Whether it may sign others (basic constraints). */
  readonly isAuthority: boolean
  /** Names and addresses that it is valid for; absent where it has none. */
  readonly subjectAltName?: string
}

/** A certificate that this Node cannot read; the keystore holds it all the same. */
export interface OpaqueCertificate {
  readonly isReadable: false
  /** Fingerprint, hexadecimal with colons. */
  readonly sha256: string
}

/** One certificate of a {@link KeystoreReport}. */
export type CertificateReport = ReadableCertificate | OpaqueCertificate

/** Describes a certificate for people. */
export function reportCertificate(der: Uint8Array): CertificateReport {
  const x509 = parseCertificate(der)
  if (!x509) return { isReadable: false, sha256: colons(hash('sha256', der)) }
  const notAfter = new Date(x509.validTo)
  return {
    isReadable: true,
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    serialNumber: x509.serialNumber.toLowerCase(),
    notBefore: new Date(x509.validFrom),
    notAfter,
    daysLeft: Math.floor((notAfter.getTime() - Date.now()) / DAY_MS),
    sha256: x509.fingerprint256,
    sha1: x509.fingerprint,
    publicKey: publicKeyOf(x509),
    signatureAlgorithm: signatureAlgorithmOf(der),
    isAuthority: x509.ca,
    ...(x509.subjectAltName === undefined ? {} : { subjectAltName: x509.subjectAltName }),
  }
}

function oneLine(name: string | undefined): string {
  return name?.replaceAll('\n', ', ') ?? ''
}

function colons(digits: string): string {
  return digits.toUpperCase().replace(/..(?=.)/g, '$&:')
}

function publicKeyOf(x509: X509Certificate): string {
  try {
    return describeKey(x509.publicKey)
  } catch {
    return 'unknown'
  }
}

const KEY_NAMES: ReadonlyMap<string, string> = new Map([
  ['rsa', 'RSA'],
  ['rsa-pss', 'RSA-PSS'],
  ['dsa', 'DSA'],
  ['ec', 'EC'],
  ['ed25519', 'Ed25519'],
  ['ed448', 'Ed448'],
])

function describeKey({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): string {
  const type: string = asymmetricKeyType ?? 'unknown'
  const name = KEY_NAMES.get(type) ?? type
  const size = details?.modulusLength ?? details?.namedCurve
  return size === undefined ? name : `${name} ${size}`
}

/** The algorithm beside the signature (RFC 5280, 4.1.1.2); Node 20 does not tell it. */
function signatureAlgorithmOf(der: Uint8Array): string {
  try {
    const certificate = parseDer(der, '')
    const parts = childrenOf(certificate, TAG.sequence, '')
    return signatureName(algorithmOf(childAt(certificate, parts, 1), '').oid)
  } catch {
    return 'unknown'
  }
}
