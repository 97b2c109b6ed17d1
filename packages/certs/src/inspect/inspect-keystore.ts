import { certificatesOf, type KeystoreEntry, type KeystoreFormat } from '../keystore.ts'
import type { Integrity, OpenedKeystore, Protection } from '../opened-keystore.ts'
import { pacer } from '../pace.ts'
import { openKeystore, type ReadKeystoreOptions } from '../read-keystore.ts'
import { type CertificateReport, reportCertificate } from './certificate-report.ts'
import { weaknessesOf } from './weaknesses.ts'

/** One entry of a {@link KeystoreReport}. */
export interface EntryReport {
  /** As Java shows it. */
  readonly alias: string
  readonly kind: KeystoreEntry['kind']
  /** Absent where the file holds no date. */
  readonly createdAt?: Date
  /** How the key is protected; absent for certificates, and for keys in the clear. */
  readonly protection?: Protection
  /** Why the key did not open. */
  readonly problem?: string
  /** The chain, leaf first, or the trusted certificate. */
  readonly certificates: readonly CertificateReport[]
}

/** What {@link inspectKeystore} finds. Holds no secret: it may be printed and kept. */
export interface KeystoreReport {
  readonly format: KeystoreFormat
  readonly sizeBytes: number
  /** Absent in PKCS#12 files without a MAC. */
  readonly integrity?: Integrity
  /** Of the parts that hold certificates (PKCS#12); empty where they are in the clear. */
  readonly certificateProtections: readonly Protection[]
  readonly entries: readonly EntryReport[]
  /** See `Keystore.looseCertificates`. */
  readonly looseCertificates: readonly CertificateReport[]
  /** What is or soon will be wrong, one sentence each: expiry, weak algorithms, broken chains, keys that do not open. */
  readonly warnings: readonly string[]
}

/**
 * Tells what `keytool -list -v` tells, and how the file protects its keys. With `password: null` it
 * lists what stands in the clear.
 *
 * @throws {@link CertsError} what {@link readKeystore} throws
 */
export async function inspectKeystore(
  bytes: Uint8Array,
  options: ReadKeystoreOptions,
): Promise<KeystoreReport> {
  const opened = await openKeystore(bytes, options)
  const { keystore, integrity, certificateProtections } = opened
  const entries: EntryReport[] = []
  const pace = pacer()
  for (const entry of keystore.entries) {
    entries.push(reportEntry(entry, opened))
    await pace()
  }
  const report: KeystoreReport = {
    format: keystore.format,
    sizeBytes: bytes.length,
    ...(integrity && { integrity }),
    certificateProtections,
    entries,
    looseCertificates: keystore.looseCertificates.map(reportCertificate),
    warnings: [...keystore.warnings, ...(await weaknessesOf(opened))],
  }
  for (const entry of keystore.entries) {
    if (entry.kind === 'private-key') entry.privateKey.fill(0)
  }
  return report
}

function reportEntry(entry: KeystoreEntry, { keyProtections }: OpenedKeystore): EntryReport {
  const { alias, kind, createdAt } = entry
  const protection = keyProtections.get(entry)
  return {
    alias,
    kind,
    ...(createdAt.getTime() === 0 ? {} : { createdAt }),
    ...(protection && { protection }),
    ...(entry.kind === 'unreadable-key' && { problem: entry.error.because }),
    certificates: certificatesOf(entry).map(reportCertificate),
  }
}
