import { execFile } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Contender } from '../runner.ts'
import type { Setting } from './setting.ts'

const run = promisify(execFile)
/** Of the steady state only, since a JVM compiles as it goes. */
const WARM_UP_RECORDS = 500_000
/** As many as the guide's record has with its frame. */
const RECORD_BYTES = 29

/** Kafka's own ProducerPerformance, fetched by Maven; or why it cannot be run. */
export async function javaTool(
  { brokers, topic, tls }: Setting,
  operations: number,
): Promise<{ contender: Contender; close(): Promise<void> } | { readonly missing: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-bench-'))
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const file = join(folder, 'class-path')
  const pom = fileURLToPath(new URL('../../kafka-tools/pom.xml', import.meta.url))
  try {
    const goal = 'dependency:build-classpath'
    await run('mvn', ['-q', '--batch-mode', '-f', pom, goal, `-Dmdep.outputFile=${file}`])
  } catch {
    await close()
    return { missing: "Java's perf tool: Maven cannot fetch it" }
  }
  const classPath = (await readFile(file, 'utf8')).trim()
  const settings = join(folder, 'producer.properties')
  await writeFile(settings, properties(tls), { mode: 0o600 })
  const contender: Contender = {
    name: "Java's perf tool, 64 KB",
    operations,
    run: async (count) => {
      const all = WARM_UP_RECORDS + count
      const java = [
        `-cp '${classPath}' org.apache.kafka.tools.ProducerPerformance`,
        `--bootstrap-server ${brokers.join(',')} --topic ${topic} --command-config ${settings}`,
        `--num-records ${all} --warmup-records ${WARM_UP_RECORDS}`,
        `--record-size ${RECORD_BYTES} --throughput -1`,
      ].join(' ')
      const timed = `TIMEFORMAT='cpu %U %S'; time java ${java}`
      const { stdout, stderr } = await run('bash', ['-c', timed], { maxBuffer: 2 ** 24 })
      return costOf(stdout, stderr, { count, all })
    },
  }
  return { contender, close }
}

function properties({ ca, cert, key, passphrase }: Setting['tls']): string {
  const plainKey = createPrivateKey({ key, passphrase }).export({ type: 'pkcs8', format: 'pem' })
  const oneLine = (pem: string | Buffer): string => String(pem).trim().replaceAll('\n', '\\n\\\n')
  return [
    'security.protocol=SSL',
    'ssl.keystore.type=PEM',
    // Kafka's reader of PEM files does not know the cipher of an encrypted key on Java 17.
    `ssl.keystore.key=${oneLine(plainKey)}`,
    `ssl.keystore.certificate.chain=${oneLine(cert)}`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.certificates=${oneLine(ca)}`,
    'acks=all',
    'enable.idempotence=true',
    'batch.size=65536',
    'linger.ms=5',
    '',
  ].join('\n')
}

/** The steady state's rate; processor time is that of the whole program, a record's share of it. */
function costOf(stdout: string, stderr: string, { count, all }: { count: number; all: number }) {
  const rates = [...stdout.matchAll(/([\d.]+) records\/sec/g)].map(([, rate]) => Number(rate))
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? []
  const rate = rates.at(-1)
  if (rate === undefined || user === undefined) throw new Error(`no rate in: ${stdout}${stderr}`)
  const cpuNs = ((Number(user) + Number(system)) * 1e9 * count) / all
  return { wallNs: (count / rate) * 1e9, cpuNs, rssBytes: Number.NaN }
}
