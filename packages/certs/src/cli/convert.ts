import { X509Certificate } from 'node:crypto'
import { basename } from 'node:path'
import { reportCertificate } from '../inspect/certificate-report.ts'
import { weaknessesOf } from '../inspect/weaknesses.ts'
import { loadHopsworksStores } from '../load-hopsworks-stores.ts'
import { toPem } from '../pem/to-pem.ts'
import { type PemFileTexts, type WrittenPemFiles, writePemFiles } from '../pem/write-pem-files.ts'
import { openKeystore } from '../read-keystore.ts'
import type { Wishes } from './read-arguments.ts'
import { readInput } from './read-input.ts'
import type { Secrets } from './secrets.ts'

/** What a conversion came to. */
export interface Conversion {
  readonly files: Omit<WrittenPemFiles, 'warnings'>
  /** Absent where the store has no key. */
  readonly subject?: string
  readonly notAfter?: Date
  readonly daysLeft?: number
  readonly warnings: readonly string[]
}

interface Texts {
  readonly texts: PemFileTexts
  readonly warnings: readonly string[]
}

/** Converts one store, or a key store with its trust store, and writes the PEM files. */
export async function convert(wishes: Wishes, secrets: Secrets): Promise<Conversion> {
  const [first = '', second] = wishes.files
  const { texts, warnings } =
    second === undefined
      ? await convertOne(first, wishes, secrets)
      : await convertPair(first, second, { wishes, secrets })
  const { warnings: unsafe, ...files } = await writePemFiles(wishes.out, texts)
  return { files, ...leafOf(texts.cert), warnings: [...warnings, ...unsafe] }
}

async function convertPair(
  keyFile: string,
  trustFile: string,
  { wishes: { alias }, secrets }: { wishes: Wishes; secrets: Secrets },
): Promise<Texts> {
  const { password, keyPassword, passphrase } = secrets
  const { key, cert, ca, warnings } = await loadHopsworksStores({
    keyStore: { bytes: await readInput(keyFile), name: basename(keyFile) },
    trustStore: { bytes: await readInput(trustFile), name: basename(trustFile) },
    password: password ?? '',
    ...(keyPassword !== undefined && { keyPassword }),
    ...(passphrase !== undefined && { passphrase }),
    ...(alias !== undefined && { alias }),
  })
  return { texts: { key, cert, ca }, warnings }
}

async function convertOne(
  file: string,
  { alias }: Wishes,
  { password, keyPassword, passphrase }: Secrets,
): Promise<Texts> {
  const opened = await openKeystore(await readInput(file), {
    password,
    name: basename(file),
    ...(keyPassword !== undefined && { keyPassword }),
  })
  const { key, cert, ca } = await toPem(opened.keystore, {
    ...(alias !== undefined && { alias }),
    ...(passphrase !== undefined && { passphrase }),
  })
  const warnings = [...opened.keystore.warnings, ...(await weaknessesOf(opened))]
  return { texts: { key, cert, ca: ca === '' ? undefined : ca }, warnings }
}

function leafOf(cert: string | undefined): Pick<Conversion, 'subject' | 'notAfter' | 'daysLeft'> {
  if (!cert) return {}
  const report = reportCertificate(new X509Certificate(cert).raw)
  if (!report.isReadable) return {}
  const { subject, notAfter, daysLeft } = report
  return { subject, notAfter, daysLeft }
}
