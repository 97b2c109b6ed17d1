import type { CertificateInfo } from './certificate-info.ts'
import { CertsError } from './errors.ts'
import { pacer } from './pace.ts'
import { isSignedBy } from './x509.ts'

const MAX_LISTED = 3

/**
 * Follows the chain from its leaf until a certificate is trusted: is itself one of the anchors, or is
 * signed by one. Each step on the way is proved by its signature.
 */
export async function verifyChain(
  chain: readonly CertificateInfo[],
  anchors: readonly CertificateInfo[],
  { what, trustName }: { what: string; trustName: string },
): Promise<void> {
  for (const [index, certificate] of chain.entries()) {
    if (await isTrusted(certificate, anchors)) return
    const issuer = chain[index + 1]
    if (issuer && !isSignedBy(certificate.x509, issuer.x509)) {
      throw new CertsError('ERR_CERTS_BROKEN_CHAIN', {
        what,
        because: `certificate ${index + 1} of its chain, ${certificate.subject}, is not signed by the next, ${issuer.subject}`,
        fix: 'Export the stores from the project settings again',
      })
    }
  }
  const last = chain.at(-1)
  throw new CertsError('ERR_CERTS_UNTRUSTED_CHAIN', {
    what,
    because:
      `its chain ends with ${last?.subject ?? 'nothing'}, which no certificate of ${trustName} signed ` +
      `(it trusts ${listed(anchors)})`,
    fix: 'Take both stores from the same export of the same cluster',
  })
}

async function isTrusted(
  certificate: CertificateInfo,
  anchors: readonly CertificateInfo[],
): Promise<boolean> {
  const pace = pacer()
  for (const anchor of anchors) {
    const isItself = Buffer.compare(anchor.der, certificate.der) === 0
    if (isItself || isSignedBy(certificate.x509, anchor.x509)) return true
    await pace()
  }
  return false
}

/** A trust store may hold hundreds; a few tell which one it is. */
function listed(anchors: readonly CertificateInfo[]): string {
  const names = anchors.slice(0, MAX_LISTED).map(({ subject }) => subject)
  const more = anchors.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
