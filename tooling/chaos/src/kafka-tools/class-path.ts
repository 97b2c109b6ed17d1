import { execFile } from 'node:child_process'
import { readFile, rename, stat } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { findKafkaJars } from '@hops-kafka/sandbox'

/** Kafka's tools are no part of its broker's jars; the bench has them fetched, too. */
const POM = resolve(import.meta.dirname, '../../../bench/kafka-tools/pom.xml')
const LIMITS = { timeout: 300_000, maxBuffer: 2 ** 24 } as const

let found: Promise<string> | undefined

/** The class path of Kafka's own command line tools: of KAFKA_HOME, or fetched by Maven, now or earlier. */
export function toolsClassPath(): Promise<string> {
  found ??= findToolsClassPath()
  return found
}

async function findToolsClassPath(): Promise<string> {
  const { classPath, cache } = await findKafkaJars({ onProgress: () => undefined })
  if (process.env['KAFKA_HOME']) return classPath
  const file = join(cache, 'tools-classpath')
  const known = await readFile(file, 'utf8').catch(() => '')
  if (known !== '' && (await allThere(known))) return known
  const draft = `${file}.${process.pid}`
  const goal = ['dependency:build-classpath', `-Dmdep.outputFile=${draft}`]
  await promisify(execFile)('mvn', ['-q', '--batch-mode', '-f', POM, ...goal], LIMITS)
  await rename(draft, file)
  return await readFile(file, 'utf8')
}

/** Maven's repository may have been cleared since. */
async function allThere(classPath: string): Promise<boolean> {
  const jars = classPath.trim().split(delimiter)
  const there = jars.map((jar) =>
    stat(jar).then(
      () => true,
      () => false,
    ),
  )
  return (await Promise.all(there)).every(Boolean)
}
