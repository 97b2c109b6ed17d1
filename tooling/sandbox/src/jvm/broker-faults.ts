import { join } from 'node:path'
import { SandboxError } from '../errors.ts'
import { endOfFile } from '../files.ts'
import { lastWords } from '../last-words.ts'
import { BROKER_LOG, BROKER_OUTPUT } from '../layout.ts'
import type { BrokerPorts } from './broker-ports.ts'
import type { BrokerFolder } from './broker-process.ts'

const TAIL_BYTES = 32 * 1024

/** Why the broker ended at its start, as far as its log tells. */
export async function brokerDied(
  { folder }: BrokerFolder,
  ports: BrokerPorts,
): Promise<SandboxError> {
  const log = await tail(folder)
  if (log.includes('Address already in use')) return portTaken(ports)
  const full = log.includes('No space left on device')
  return new SandboxError('ERR_SANDBOX_BROKER_DIED', {
    what: 'The Kafka broker ended at its start',
    because: full ? 'the disk is full' : `its last words were: ${lastWords(log)}`,
    fix: full ? 'Free space, then start again.' : lookInto(folder),
  })
}

/** The broker neither started nor ended. */
export async function brokerTooSlow(
  { folder }: BrokerFolder,
  timeMs: number,
): Promise<SandboxError> {
  return new SandboxError('ERR_SANDBOX_TIMEOUT', {
    what: 'The Kafka broker did not start',
    because: `it is not up after ${timeMs / 1000} s; its last words were: ${lastWords(await tail(folder))}`,
    fix: lookInto(folder),
    retriable: true,
  })
}

/** The broker's jars have nothing that writes what it logs, so nobody could tell that it is up. */
export function brokerMute(): SandboxError {
  return new SandboxError('ERR_SANDBOX_BAD_KAFKA_HOME', {
    what: `KAFKA_HOME (${process.env['KAFKA_HOME']})`,
    because: 'its folder libs holds no SLF4J provider, such as log4j-slf4j-impl-VERSION.jar',
    fix: 'Set it to a complete Apache Kafka, or unset it to let Maven fetch one.',
  })
}

function portTaken(ports: BrokerPorts): SandboxError {
  return new SandboxError('ERR_SANDBOX_PORT_TAKEN', {
    what: `Port ${Object.values(ports).join(' or ')} on loopback`,
    because: 'another process took it before the broker could',
    fix: 'Start again.',
    retriable: true,
  })
}

function lookInto(folder: string): string {
  return `Read ${join(folder, BROKER_LOG)}; \`pnpm sandbox reset\` begins anew.`
}

/** The end of the log and of what Java itself said. */
async function tail(folder: string): Promise<string> {
  const texts = await Promise.all(
    [BROKER_LOG, BROKER_OUTPUT].map((name) => endOfFile(join(folder, name), TAIL_BYTES)),
  )
  return texts.join('\n')
}
