import { createHash } from 'node:crypto'
import { readdir, readFile, rename, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { SandboxError } from '../errors.ts'
import { draftOf, makeFolder, readIfThere, writing } from '../files.ts'
import { chooseKafkaVersion, KAFKA_POM } from '../kafka-version.ts'
import { resolveClassPath } from './maven.ts'

/** The jars of one Kafka. */
export interface KafkaJars {
  readonly version: string
  readonly classPath: string
  /** Folder for what is derived from exactly these jars; may be deleted at any time. */
  readonly cache: string
}

/** Which Kafka, and where to tell how the download goes. */
export interface KafkaJarsOptions {
  /** @default the version in kafka/pom.xml */
  readonly version?: string
  readonly onProgress: (text: string) => void
}

/** Several sandboxes of one process wait for one download. */
const underWay = new Map<string, Promise<KafkaJars>>()

/**
 * The jars of KAFKA_HOME, or else those that Maven fetched for kafka/pom.xml, now or earlier.
 *
 * @throws {SandboxError} ERR_SANDBOX_BAD_ARGUMENT, ERR_SANDBOX_BAD_KAFKA_HOME, ERR_SANDBOX_NO_MAVEN, ERR_SANDBOX_DOWNLOAD,
 *   ERR_SANDBOX_UNWRITABLE
 */
export async function findKafkaJars({ version, onProgress }: KafkaJarsOptions): Promise<KafkaJars> {
  const home = process.env['KAFKA_HOME']
  if (home) return await jarsOfKafkaHome(home)
  const chosen = await chooseKafkaVersion(version)
  const cache = await cacheFolder(`kafka-${chosen}`, await readFile(KAFKA_POM, 'utf8'))
  const found = underWay.get(cache) ?? jarsOfMaven(chosen, cache, onProgress)
  underWay.set(cache, found)
  return await found.finally(() => underWay.delete(cache))
}

async function jarsOfMaven(
  version: string,
  cache: string,
  onProgress: (text: string) => void,
): Promise<KafkaJars> {
  const file = join(cache, 'classpath')
  const known = await readIfThere(file)
  if (known !== undefined && (await allThere(known))) return { version, classPath: known, cache }
  onProgress(`fetching Apache Kafka ${version} (about 60 MB, once)`)
  const draft = draftOf(file)
  await resolveClassPath({ pom: KAFKA_POM, kafkaVersion: version, outputFile: draft, onProgress })
  // Only a complete download gets here, so a class path in the cache is a complete one.
  await writing(file, () => rename(draft, file))
  return { version, classPath: await readFile(file, 'utf8'), cache }
}

/** Maven's repository may have been cleared since. */
async function allThere(classPath: string): Promise<boolean> {
  const sizes = await Promise.all(
    classPath.split(delimiter).map((jar) =>
      stat(jar).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.every((size) => size > 0)
}

async function jarsOfKafkaHome(home: string): Promise<KafkaJars> {
  const libs = join(home, 'libs')
  const names = await readdir(libs).catch(() => [])
  const jars = names.filter((name) => name.endsWith('.jar')).sort()
  const version = jars.map((jar) => /^kafka_2\.\d+-([\d.]+)\.jar$/.exec(jar)?.[1]).find(Boolean)
  if (version === undefined) {
    throw new SandboxError('ERR_SANDBOX_BAD_KAFKA_HOME', {
      what: `KAFKA_HOME (${home})`,
      because: 'its folder libs holds no kafka_2.13-VERSION.jar',
      fix: 'Set it to an unpacked Apache Kafka, or unset it to let Maven fetch one.',
    })
  }
  const classPath = jars.map((jar) => join(libs, jar)).join(delimiter)
  return { version, classPath, cache: await cacheFolder(`kafka-home-${version}`, classPath) }
}

async function cacheFolder(name: string, content: string): Promise<string> {
  const root = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const folder = join(root, 'hops-kafka', `${name}-${digest}`)
  await makeFolder(folder)
  return folder
}
