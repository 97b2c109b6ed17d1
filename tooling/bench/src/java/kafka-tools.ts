import { execFile } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Setting } from '../produce/setting.ts'

const run = promisify(execFile)

/** What a program of Kafka's printed, and its processor time, user and system together. */
export interface ToolRun {
  readonly stdout: string
  readonly cpuNs: number
}

/** Kafka's own perf tools, fetched by Maven. */
export interface KafkaTools {
  /** Runs a class of `org.apache.kafka.tools` against the bench's broker. */
  run(tool: string, args: readonly string[]): Promise<ToolRun>
  close(): Promise<void>
}

/** Fetches the tools and writes the settings that they share; or says why they cannot be run. */
export async function openKafkaTools(
  { brokers, tls }: Setting,
  settings: readonly string[],
): Promise<KafkaTools | { readonly missing: string }> {
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
  const config = join(folder, 'client.properties')
  await writeFile(config, [...security(tls), ...settings, ''].join('\n'), { mode: 0o600 })
  return {
    async run(tool, args) {
      const server = `--bootstrap-server ${brokers.join(',')} --command-config ${config}`
      const java = `java -cp '${classPath}' org.apache.kafka.tools.${tool} ${server} ${args.join(' ')}`
      const timed = `TIMEFORMAT='cpu %U %S'; time ${java}`
      const { stdout, stderr } = await run('bash', ['-c', timed], { maxBuffer: 2 ** 24 })
      const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? []
      if (user === undefined) throw new Error(`no time in: ${stdout}${stderr}`)
      return { stdout, cpuNs: (Number(user) + Number(system)) * 1e9 }
    },
    close,
  }
}

function security({ ca, cert, key, passphrase }: Setting['tls']): string[] {
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
  ]
}
