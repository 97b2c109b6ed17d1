import type { X509Certificate } from 'node:crypto'
import { CertsError } from './errors.ts'
import { parseCertificate } from './x509.ts'

const DAY_MS = 86_400_000
const SOON_DAYS = 30

/** A certificate with what we say about it. */
export interface CertificateInfo {
  readonly x509: X509Certificate
  readonly der: Uint8Array
  /** On one line. */
  readonly subject: string
  readonly notBefore: Date
  readonly notAfter: Date
}

/** Parses a certificate that has to be usable. */
export function describeCertificate(der: Uint8Array, what: string, index: number): CertificateInfo {
  const x509 = parseCertificate(der)
  if (!x509) {
    throw new CertsError('ERR_CERTS_MALFORMED', {
      what,
      because: `its certificate ${index + 1} is not X.509 that this Node can read`,
      fix: 'Export the stores again',
    })
  }
  return {
    x509,
    der,
    subject: JSON.stringify(x509.subject?.replaceAll('\n', ', ') ?? ''),
    notBefore: new Date(x509.validFrom),
    notAfter: new Date(x509.validTo),
  }
}

/** The common name; of several the last, which is the most specific one. */
export function commonNameOf({ x509 }: CertificateInfo): string | undefined {
  const names: unknown = x509.toLegacyObject().subject?.CN
  const name: unknown = Array.isArray(names) ? names.at(-1) : names
  return typeof name === 'string' ? name : undefined
}

/** At most one sentence about a certificate that is, or soon will be, out of date. */
export function validityWarning(certificate: CertificateInfo, storeName: string): string[] {
  const { subject, notBefore, notAfter } = certificate
  const now = Date.now()
  const name = `${storeName}: the certificate ${subject}`
  if (now > notAfter.getTime()) return [`${name} expired on ${notAfter.toISOString()}`]
  if (now < notBefore.getTime()) return [`${name} is not valid before ${notBefore.toISOString()}`]
  const days = Math.floor((notAfter.getTime() - now) / DAY_MS)
  if (days >= SOON_DAYS) return []
  return [`${name} expires in ${days} days, on ${notAfter.toISOString()}`]
}
