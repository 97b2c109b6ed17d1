import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { SandboxError } from '../errors.ts'
import { draftOf, isThere, writing } from '../files.ts'
import { KAFKA_FOLDER } from '../kafka-version.ts'
import type { KafkaRuntime } from './kafka-runtime.ts'
import { mavenReason, runMaven } from './maven.ts'

const PROJECT = join(KAFKA_FOLDER, 'authorizer')
const POM = join(PROJECT, 'pom.xml')
const SOURCE = join(PROJECT, 'src', 'main', 'java', 'hopskafka', 'NoIdempotentWrite.java')

/** How a broker is started with an authorizer of ours. */
export interface AuthorizedRuntime {
  readonly runtime: KafkaRuntime
  /** Class name. */
  readonly authorizer: string
}

/**
 * Adds the authorizer that refuses producer ids to the classes of a Kafka. Maven builds it at first
 * use; the jar stays in the cache of Kafka's jars.
 *
 * @throws {SandboxError} ERR_SANDBOX_NO_MAVEN, ERR_SANDBOX_DOWNLOAD, ERR_SANDBOX_UNWRITABLE
 */
export async function addAuthorizer(
  runtime: KafkaRuntime,
  onProgress: (text: string) => void,
): Promise<AuthorizedRuntime> {
  const { java, jars } = runtime
  const texts = await Promise.all([POM, SOURCE].map((file) => readFile(file, 'utf8')))
  const digest = createHash('sha256').update(texts.join()).digest('hex').slice(0, 12)
  const jar = join(jars.cache, `authorizer-${digest}.jar`)
  if (!(await isThere(jar))) {
    onProgress('building the authorizer (once)')
    await build(jars.version, jar)
  }
  // Behind Kafka's own jars, so that the archive of loaded classes still fits.
  const classPath = [jars.classPath.trim(), jar].join(delimiter)
  return {
    runtime: { java, jars: { ...jars, classPath } },
    authorizer: 'hopskafka.NoIdempotentWrite',
  }
}

async function build(kafkaVersion: string, jar: string): Promise<void> {
  const output = draftOf(jar)
  await writing(output, () => mkdir(output))
  try {
    const args = [`-Doutput=${output}`, 'compiler:compile', 'jar:jar']
    const { exitCode, output: said } = await runMaven({ pom: POM, kafkaVersion, args })
    if (exitCode !== 0) throw notBuilt(kafkaVersion, said)
    await writing(jar, () => rename(join(output, 'authorizer.jar'), jar))
  } finally {
    await rm(output, { recursive: true, force: true })
  }
}

function notBuilt(kafkaVersion: string, output: string): SandboxError {
  return new SandboxError('ERR_SANDBOX_DOWNLOAD', {
    what: `The sandbox's authorizer for Kafka ${kafkaVersion} could not be built by Maven`,
    because: mavenReason(output),
    fix: 'Check the network and the mirror in ~/.m2/settings.xml; it needs a JDK, not only a JRE.',
    retriable: true,
  })
}
