import { X509Certificate } from 'node:crypto'

/** Certificates in use have some kilobytes; to refuse 16 MiB of anything takes OpenSSL too long. */
const MAX_BYTES = 1024 * 1024

/**
 * The certificate, or undefined where Node cannot read it, its dates included. Keystores may hold such
 * ones untouched.
 */
export function parseCertificate(der: Uint8Array): X509Certificate | undefined {
  if (der.length > MAX_BYTES) return undefined
  try {
    const certificate = new X509Certificate(der)
    const dates = [certificate.validFrom, certificate.validTo].map((text) => Date.parse(text))
    return dates.some(Number.isNaN) ? undefined : certificate
  } catch {
    return undefined
  }
}

/** Whether names and key identifiers say so, and the signature proves it. */
export function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  if (!certificate.checkIssued(issuer)) return false
  try {
    return certificate.verify(issuer.publicKey)
  } catch {
    return false
  }
}
