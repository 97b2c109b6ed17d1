import { describeCertificate, validityWarning } from '../certificate-info.ts'
import type { KeystoreEntry } from '../keystore.ts'
import type { OpenedKeystore, Protection } from '../opened-keystore.ts'
import { pacer } from '../pace.ts'
import { parsePrivateKey } from '../pkcs8.ts'
import { isSignedBy, parseCertificate } from '../x509.ts'
import { type ReadableCertificate, reportCertificate } from './certificate-report.ts'
import { isBrokenSignature } from './signature-name.ts'

const MIN_RSA_BITS = 2048
/** A tenth of what keytool writes today. */
const MIN_ITERATIONS = 1000
const WEAK_ALGORITHM = /\b(RC2|RC4|DES|3DES|MD5|PBKDF1)\b/

/** What is, or soon will be, wrong with a keystore, one sentence each. */
export async function weaknessesOf(opened: OpenedKeystore): Promise<string[]> {
  const weaknesses = formatWeaknesses(opened)
  const pace = pacer()
  for (const entry of opened.keystore.entries) {
    weaknesses.push(...entryWeaknesses(entry))
    await pace()
  }
  return weaknesses
}

function formatWeaknesses(opened: OpenedKeystore): string[] {
  const { keystore, integrity, certificateProtections, keyProtections } = opened
  if (keystore.format !== 'PKCS12') return [proprietary(keystore.format)]
  return weakProtections([...certificateProtections, ...keyProtections.values(), integrity])
}

const DIGEST_OF = { JKS: 'SHA-1', JCEKS: 'MD5' } as const

function proprietary(format: keyof typeof DIGEST_OF): string {
  return (
    `${format} is Java's own format and guards its keys by ${DIGEST_OF[format]}: whoever has the file ` +
    'tries passwords fast. PKCS#12 is better: keytool -importkeystore -deststoretype pkcs12'
  )
}

/** One sentence for each kind of protection, however many keys have it. */
function weakProtections(protections: readonly (Protection | undefined)[]): string[] {
  const sentences = protections.flatMap((protection) => {
    if (!protection) return []
    const { algorithm, iterations } = protection
    if (WEAK_ALGORITHM.test(algorithm))
      return [`a part is protected by ${algorithm}, which is weak`]
    if (iterations >= MIN_ITERATIONS) return []
    return [`a part is protected by ${algorithm} with no more than ${iterations} iterations`]
  })
  return [...new Set(sentences)]
}

function entryWeaknesses(entry: KeystoreEntry): string[] {
  if (entry.kind === 'secret-key') return []
  const name = JSON.stringify(entry.alias)
  const chain = entry.kind === 'trusted-certificate' ? [entry.certificate] : entry.chain
  return [
    ...chain.flatMap((der, index) =>
      certificateWeaknesses(der, `${name}, certificate ${index + 1}`),
    ),
    ...brokenLinks(chain, name),
    ...(entry.kind === 'private-key' ? strangeKey(entry.privateKey, chain[0], name) : []),
  ]
}

function certificateWeaknesses(der: Uint8Array, name: string): string[] {
  const report = reportCertificate(der)
  if (!report.isReadable) return [`${name} is not X.509 that this Node can read`]
  return [
    ...validityWarning(describeCertificate(der, name, 0), name),
    ...weakKey(report, name),
    // Nobody checks the signature of a root: it is trusted by itself.
    ...(isBrokenSignature(report.signatureAlgorithm) && report.subject !== report.issuer
      ? [`${name}, ${report.subject}, is signed with ${report.signatureAlgorithm}, which is broken`]
      : []),
  ]
}

function weakKey({ publicKey, subject }: ReadableCertificate, name: string): string[] {
  const bits = Number(/^RSA (\d+)$/.exec(publicKey)?.[1] ?? MIN_RSA_BITS)
  return bits < MIN_RSA_BITS ? [`${name}, ${subject}, has a key of only ${bits} bits`] : []
}

function brokenLinks(chain: readonly Uint8Array[], name: string): string[] {
  const parsed = chain.map(parseCertificate)
  return parsed.flatMap((certificate, index) => {
    const issuer = parsed[index + 1]
    if (!certificate || !issuer || isSignedBy(certificate, issuer)) return []
    return [`${name}: certificate ${index + 1} of its chain is not signed by the next`]
  })
}

function strangeKey(pkcs8: Uint8Array, leaf: Uint8Array | undefined, name: string): string[] {
  const key = parsePrivateKey(pkcs8)
  if (!key) return [`key ${name} is of a kind that this Node cannot use`]
  const certificate = leaf && parseCertificate(leaf)
  if (!certificate || certificate.checkPrivateKey(key)) return []
  return [`key ${name} is not that of its certificate`]
}
