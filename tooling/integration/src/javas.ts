import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { findJava } from '@hops-kafka/sandbox/source/jvm/java.ts'
import { findKafkaJars } from '@hops-kafka/sandbox/source/jvm/kafka-jars.ts'

const run = promisify(execFile)

/** A broker that lets nobody in would be asked for ever. */
const LIMIT = { timeout: 60_000, killSignal: 'SIGKILL' } as const
/** Where Linux distributions put theirs. */
const JVM_FOLDER = '/usr/lib/jvm'

/** A Java at hand. */
export interface InstalledJava {
  /** `Java 17`. */
  readonly name: string
  readonly major: number
  readonly command: string
}

/**
 * The Java that the sandbox uses, and of each later version that lies where the system keeps them one more;
 * none where there is no Java.
 */
export const javas: readonly InstalledJava[] = await findJavas()

/** Runs a program of `java/` with Kafka's own client on one of these; gives what it wrote to stdout. */
export async function runOn(
  { command }: InstalledJava,
  program: string,
  args: readonly string[],
): Promise<string> {
  const { classPath } = await findKafkaJars({ onProgress: () => {} })
  const file = resolve(import.meta.dirname, '../java', program)
  const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classPath.trim()]
  return (await run(command, [...flags, file, ...args], LIMIT)).stdout
}

async function findJavas(): Promise<InstalledJava[]> {
  const usual = await findJava().catch(() => undefined)
  if (!usual) return []
  const first = javaOf(Number.parseInt(usual.version, 10), usual.command)
  const later = new Map<number, InstalledJava>()
  for (const folder of foldersOf(JVM_FOLDER)) {
    const major = Number(/^[a-z-]*-(\d+)-/.exec(folder)?.[1])
    if (major > first.major) later.set(major, javaOf(major, join(JVM_FOLDER, folder, 'bin/java')))
  }
  return [first, ...later.values()]
}

function javaOf(major: number, command: string): InstalledJava {
  return { name: `Java ${major}`, major, command }
}

function foldersOf(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
