import { X509Certificate } from 'node:crypto'

/**
 * The certificate, or undefined where Node cannot read it, its dates included. Keystores may hold such
 * ones untouched.
 */
export function parseCertificate(der: Uint8Array): X509Certificate | undefined {
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
