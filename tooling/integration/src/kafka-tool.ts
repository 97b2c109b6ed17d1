import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findJava } from '@hops-kafka/sandbox/source/jvm/java.ts'
import { findKafkaJars } from '@hops-kafka/sandbox/source/jvm/kafka-jars.ts'

const run = promisify(execFile)

/** A broker that lets nobody in would be asked for ever. */
const LIMIT = { timeout: 60_000, killSignal: 'SIGKILL' } as const

/** Runs one of Kafka's own Java programs and gives what it wrote to stdout. */
export async function runKafkaTool(mainClass: string, args: readonly string[]): Promise<string> {
  const { command } = await findJava()
  const { classPath } = await findKafkaJars({ onProgress: () => {} })
  const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classPath]
  return (await run(command, [...flags, mainClass, ...args], LIMIT)).stdout
}

/** Why Kafka's Java programs do not run here, to go behind a test's name; empty where they do. */
export const noKafkaTool = await findJava().then(
  () => '',
  () => ' (skipped: there is no Java 17)',
)
