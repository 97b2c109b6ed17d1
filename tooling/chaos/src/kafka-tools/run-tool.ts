import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findJava } from '@hops-kafka/sandbox/source/jvm/java.ts'
import type { Access } from '../cluster/access.ts'
import { toolsClassPath } from './class-path.ts'

/** Whom Kafka's own tools talk to. */
export interface ToolAccess extends Access {
  /** Addresses of host names that this machine does not know. @default none */
  readonly hosts?: Readonly<Record<string, string>>
}

const LIMITS = { encoding: 'latin1', maxBuffer: 2 ** 29, timeout: 120_000 } as const
const JAVA = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** Runs one of the programs in `org.apache.kafka.tools`. @returns what it wrote; each byte is a character */
export async function runKafkaTool(
  access: ToolAccess,
  name: string,
  args: readonly string[],
): Promise<string> {
  const [{ command }, classPath] = await Promise.all([findJava(), toolsClassPath()])
  const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-tools-'))
  try {
    const [settings, hosts] = [join(folder, 'client.properties'), join(folder, 'hosts')]
    await writeFile(settings, settingsOf(access), { mode: 0o600 })
    await writeFile(hosts, hostsOf(access))
    const java = [
      ...JAVA,
      ...(access.hosts === undefined ? [] : [`-Djdk.net.hosts.file=${hosts}`]),
      '-cp',
      classPath.trim(),
      `org.apache.kafka.tools.${name}`,
    ]
    const server = ['--bootstrap-server', access.brokers.join(','), '--command-config', settings]
    const { stdout } = await promisify(execFile)(command, [...java, ...server, ...args], LIMITS)
    return stdout
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function settingsOf({ ca, cert, key }: Access): string {
  const oneLine = (pem: string): string => pem.trim().replaceAll('\n', '\\n\\\n')
  return [
    'security.protocol=SSL',
    'ssl.keystore.type=PEM',
    `ssl.keystore.key=${oneLine(key)}`,
    `ssl.keystore.certificate.chain=${oneLine(cert)}`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.certificates=${oneLine(ca)}`,
    // As on Hopsworks: the chain decides, not the name.
    'ssl.endpoint.identification.algorithm=',
    '',
  ].join('\n')
}

/** In the form of /etc/hosts; Java then asks nobody else. */
function hostsOf({ hosts = {} }: ToolAccess): string {
  return Object.entries(hosts)
    .map(([name, address]) => `${address} ${name}\n`)
    .join('')
}
