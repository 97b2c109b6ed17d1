import type { CertificateReport } from '../inspect/certificate-report.ts'
import type { EntryReport, KeystoreReport } from '../inspect/inspect-keystore.ts'
import type { Protection } from '../opened-keystore.ts'

const KINDS = {
  'private-key': 'private key',
  'unreadable-key': 'private key that does not open',
  'trusted-certificate': 'trusted certificate',
  'secret-key': 'secret key',
} as const

/** A report for a person, in the manner of `keytool -list -v`. */
export function reportText(report: KeystoreReport): string {
  const { format, sizeBytes, entries, integrity, looseCertificates } = report
  const loose = looseCertificates.flatMap((certificate) => certificateLines(certificate, '  '))
  return [
    `${format}, ${sizeBytes} bytes, ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`,
    integrity
      ? `integrity     ${protectionText(integrity)}, ${integrity.isVerified ? 'verified' : 'not checked'}`
      : 'integrity     none',
    ...report.certificateProtections.map((each) => `certificates  ${protectionText(each)}`),
    ...entries.flatMap(entryLines),
    ...(loose.length > 0 ? ['', 'certificates of no entry', ...loose] : []),
    '',
  ].join('\n')
}

function entryLines({ alias, kind, createdAt, protection, problem, certificates }: EntryReport) {
  return [
    '',
    `${JSON.stringify(alias)}: ${KINDS[kind]}`,
    ...(createdAt ? [`  created     ${createdAt.toISOString()}`] : []),
    ...(protection ? [`  protection  ${protectionText(protection)}`] : []),
    ...(problem ? [`  problem     ${problem}`] : []),
    ...certificates.flatMap((certificate, index) => [
      `  certificate ${index + 1} of ${certificates.length}`,
      ...certificateLines(certificate, '    '),
    ]),
  ]
}

function certificateLines(certificate: CertificateReport, indent: string): string[] {
  const lines = certificate.isReadable
    ? [
        `subject    ${certificate.subject}`,
        `issuer     ${certificate.issuer}`,
        `serial     ${certificate.serialNumber}`,
        `valid      ${certificate.notBefore.toISOString()} to ${certificate.notAfter.toISOString()} (${certificate.daysLeft} days left)`,
        `key        ${certificate.publicKey}, signed with ${certificate.signatureAlgorithm}${certificate.isAuthority ? ', may sign others' : ''}`,
        ...(certificate.subjectAltName ? [`names      ${certificate.subjectAltName}`] : []),
        `SHA-256    ${certificate.sha256}`,
      ]
    : ['not X.509 that this Node can read', `SHA-256    ${certificate.sha256}`]
  return lines.map((line) => indent + line)
}

function protectionText({ algorithm, iterations }: Protection): string {
  return iterations > 1 ? `${algorithm}, ${iterations} iterations` : algorithm
}
