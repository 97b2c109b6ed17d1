import { ENGINE_NAMES, ERAS, SandboxError } from '@hops-kafka/sandbox'
import type { StartHopsworksOptions } from './options.ts'

/** What Kafka takes as a topic's name, except for `.` and `..`. */
const TOPIC_NAME = /^(?!\.{1,2}$)[\w.-]{1,249}$/

/**
 * Refuses what the broker would refuse only seconds later, and with fewer words.
 *
 * @throws {SandboxError} ERR_SANDBOX_BAD_ARGUMENT
 */
export function checkOptions({ topics = {}, engine, era }: StartHopsworksOptions): void {
  for (const [name, { partitions }] of Object.entries(topics)) checkTopic(name, partitions)
  checkOneOf('engine', engine, ENGINE_NAMES)
  checkOneOf('era', era, ERAS)
}

function checkOneOf(name: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return
  throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
    what: `The option ${name}`,
    because: `it is ${JSON.stringify(value)}`,
    fix: `Give ${known.join(' or ')}, or leave it out.`,
  })
}

/**
 * Refuses a topic that Kafka cannot make.
 *
 * @throws {SandboxError} ERR_SANDBOX_BAD_ARGUMENT
 */
export function checkTopic(name: string, partitions = 1): void {
  const what = `The topic ${JSON.stringify(name)}`
  if (!TOPIC_NAME.test(name)) {
    throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
      what,
      because: 'Kafka takes 1 to 249 letters, digits, dots, underscores and hyphens as a name',
      fix: 'Choose another name.',
    })
  }
  if (!Number.isSafeInteger(partitions) || partitions < 1) {
    throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
      what,
      because: `its number of partitions is ${String(partitions)}`,
      fix: 'Give a whole number from 1 on.',
    })
  }
}
