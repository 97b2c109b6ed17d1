import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SandboxError } from './errors.ts'

/** Files that go with the broker: pom.xml and the logging settings. */
export const KAFKA_FOLDER = join(import.meta.dirname, '..', 'kafka')
/** It names the version that is used when nobody asks for another. */
export const KAFKA_POM = join(KAFKA_FOLDER, 'pom.xml')

/**
 * The version that is asked for, or else that of HOPS_KAFKA_KAFKA_VERSION, or else kafka/pom.xml's.
 *
 * @throws {SandboxError} ERR_SANDBOX_BAD_ARGUMENT
 */
export async function chooseKafkaVersion(asked: string | undefined): Promise<string> {
  const configured = process.env['HOPS_KAFKA_KAFKA_VERSION'] || (await versionOfPom())
  return wellFormed(asked ?? configured)
}

async function versionOfPom(): Promise<string> {
  const pom = await readFile(KAFKA_POM, 'utf8')
  return /<kafka\.version>([^<]+)</.exec(pom)?.[1] ?? ''
}

function wellFormed(version: string): string {
  if (/^\d+\.\d+\.\d+$/.test(version)) return version
  throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
    what: 'The version of Kafka (kafkaVersion or HOPS_KAFKA_KAFKA_VERSION)',
    because: `it is "${version}"`,
    fix: 'Give three numbers, for example 4.3.0.',
  })
}
