import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writePkcs12 } from '@hops-kafka/certs'

const run = promisify(execFile)

/** Opens all stores of the bench, and guards nothing. */
export const PASSWORD = 'bench-only-1'

/** How keytool writes each format. */
const FORMATS = {
  jks: ['-deststoretype', 'JKS'],
  pkcs12: ['-deststoretype', 'PKCS12'],
  legacy: ['-deststoretype', 'PKCS12', '-J-Dkeystore.pkcs12.legacy'],
} as const satisfies Record<string, readonly string[]>

/** Starts a JVM twice as fast; the recipe that is measured runs without. */
const QUICK_JVM = { ...process.env, JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' }

/** A format of the bench: JKS, PKCS#12 of today's keytool, PKCS#12 as JDK 8 wrote it. */
export type PairFormat = keyof typeof FORMATS

/** A key store and a trust store, as files and as bytes. */
export interface StorePair {
  readonly keyFile: string
  readonly trustFile: string
  readonly keyStore: Buffer
  readonly trustStore: Buffer
}

/** The pairs of a project's user, RSA 2048 under a root, in each format. */
export interface StorePairs {
  readonly pairs: Readonly<Record<PairFormat, StorePair>>
  /** The folder of the files; what a contender writes goes there too. */
  readonly folder: string
  close(): Promise<void>
}

/** Lets openssl mint the certificates and keytool write the stores. */
export async function makeStorePairs(): Promise<StorePairs> {
  const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-bench-'))
  const close = () => rm(folder, { recursive: true })
  try {
    await mintSources(folder)
    const pairs = {
      jks: await makePair(folder, 'jks'),
      pkcs12: await makePair(folder, 'pkcs12'),
      legacy: await makePair(folder, 'legacy'),
    }
    return { pairs, folder, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function mintSources(folder: string): Promise<void> {
  const fresh = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2']
  const issue = (name: string, ...more: string[]) =>
    run(
      'openssl',
      [...fresh, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`, ...more],
      { cwd: folder },
    )
  await issue('root', '-addext', 'basicConstraints=critical,CA:TRUE')
  await issue('user', '-CA', 'root.pem', '-CAkey', 'root.key')
  const der = async (command: string, ...args: string[]) => {
    const { stdout } = await run('openssl', [command, ...args, '-outform', 'DER'], {
      cwd: folder,
      encoding: 'buffer',
    })
    return stdout
  }
  const root = await der('x509', '-in', 'root.pem')
  const user = await der('x509', '-in', 'user.pem')
  const privateKey = await der('pkcs8', '-topk8', '-nocrypt', '-in', 'user.key')
  const createdAt = new Date()
  const key = { kind: 'private-key', alias: 'user', createdAt, privateKey, chain: [user] } as const
  const anchor = {
    kind: 'trusted-certificate',
    alias: 'root',
    createdAt,
    certificate: root,
  } as const
  const quick = { password: PASSWORD, iterations: 1000 }
  await writeFile(join(folder, 'keyStore.source'), await writePkcs12([key], quick))
  await writeFile(join(folder, 'trustStore.source'), await writePkcs12([anchor], quick))
}

async function makePair(folder: string, format: PairFormat): Promise<StorePair> {
  const [keyFile, trustFile] = await Promise.all(
    ['keyStore', 'trustStore'].map((name) => convert(folder, name, format)),
  )
  const files = { keyFile: keyFile ?? '', trustFile: trustFile ?? '' }
  const [keyStore, trustStore] = [await readFile(files.keyFile), await readFile(files.trustFile)]
  return { ...files, keyStore, trustStore }
}

async function convert(folder: string, name: string, format: PairFormat): Promise<string> {
  const file = join(folder, `${name}.${format}`)
  const args = [
    '-importkeystore',
    ...['-srckeystore', join(folder, `${name}.source`), '-srcstorepass', PASSWORD],
    ...['-destkeystore', file, '-deststorepass', PASSWORD, ...FORMATS[format]],
  ]
  await run('keytool', args, { env: QUICK_JVM })
  return file
}
