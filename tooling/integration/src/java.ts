import { execFile } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { findKafkaJars } from '@hops-kafka/sandbox'
import type { PemConnection } from './connection-of.ts'

const run = promisify(execFile)
/** A program that never gets its records would wait for ever. */
const LIMIT = { timeout: 60_000, killSignal: 'SIGKILL', maxBuffer: 64 * 2 ** 20 } as const

/** Runs a program of `java/` with Kafka's own client; its first argument is the file with the connection. */
export async function runJava(
  program: string,
  { brokers, tls }: PemConnection,
  args: readonly string[],
): Promise<string> {
  const { classPath } = await findKafkaJars({ onProgress: () => undefined })
  const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-java-'))
  try {
    const settings = join(folder, 'client.properties')
    await writeFile(settings, properties(brokers, tls), { mode: 0o600 })
    const file = resolve(import.meta.dirname, '../java', program)
    const { stdout } = await run('java', ['-cp', classPath.trim(), file, settings, ...args], LIMIT)
    return stdout
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function properties(brokers: readonly string[], tls: PemConnection['tls']): string {
  const { ca, cert, key, passphrase = '' } = tls
  const plainKey = createPrivateKey({ key, passphrase }).export({ type: 'pkcs8', format: 'pem' })
  const oneLine = (pem: string | Buffer): string => String(pem).trim().replaceAll('\n', '\\n\\\n')
  return [
    `bootstrap.servers=${brokers.join(',')}`,
    'security.protocol=SSL',
    'ssl.keystore.type=PEM',
    // Kafka's reader of PEM files does not know the cipher of an encrypted key on Java 17.
    `ssl.keystore.key=${oneLine(plainKey)}`,
    `ssl.keystore.certificate.chain=${oneLine(cert)}`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.certificates=${oneLine(ca)}`,
    'enable.auto.commit=false',
    '',
  ].join('\n')
}
