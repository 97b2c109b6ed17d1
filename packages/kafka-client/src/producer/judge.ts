import { KafkaError } from '../errors.ts'
import type { PartitionAnswer } from '../wire/produce.ts'
import type { Identities } from './identities.ts'
import type { Lane } from './lane.ts'
import type { Topic } from './topic.ts'
import { brokerError, type CodeMeaning, meaningOf, type Verdict } from './verdict.ts'

/** A broker that has just started may not know its topics yet; after this long a topic is gone. */
const UNKNOWN_TOPIC_GRACE_MS = 10_000
/** A topic just created on Hopsworks is denied for a moment. */
const DENIED_TOPIC_GRACE_MS = 3_000

/** What a judge has to know. */
export interface JudgeParts {
  readonly identities: Identities
  /** Topics by name. */
  readonly topics: ReadonlyMap<string, Topic>
  /** Words for what KafkaJS threw, or for a name of Kafka's errors. */
  readonly faultOf: (thrown: unknown, topic: string) => KafkaError
}

/** What an answer means for a batch. */
export interface Judgement {
  readonly verdict: Verdict
  /** Another broker may lead the partition by now. */
  readonly moved: boolean
}

/** Says what a broker's answer means for each batch of a request. */
export class Judge {
  readonly #parts: JudgeParts

  constructor(parts: JudgeParts) {
    this.#parts = parts
  }

  /** The judgement on the batch of a lane. */
  answered({ topic, partition }: Lane, answers: readonly PartitionAnswer[]): Judgement {
    const answer = answers.find((one) => one.partition === partition && one.topic === topic)
    // What the answer leaves out is no acknowledgement.
    if (answer === undefined) return { verdict: leftOut(topic, partition), moved: false }
    const { errorCode, baseOffset, logAppendTime } = answer
    if (errorCode === 0) {
      this.#forgive(topic)
      return { verdict: { kind: 'stored', stored: { baseOffset, logAppendTime } }, moved: false }
    }
    const meaning = meaningOf(errorCode)
    return { verdict: this.#verdict(meaning, topic), moved: meaning.moved === true }
  }

  #verdict({ kind, name, unknown = false }: CodeMeaning, topic: string): Verdict {
    if (kind === 'copy') return { kind: 'stored', stored: { baseOffset: -1n, logAppendTime: -1 } }
    const error = this.#parts.faultOf(brokerError(name, kind), topic)
    switch (kind) {
      case 'again':
        return { kind, unknown, error }
      case 'identity':
        return { kind: this.#parts.identities.deny(error) ? 'gap' : 'never', error }
      case 'topic':
        return this.#withPatience(topic, UNKNOWN_TOPIC_GRACE_MS, error)
      case 'denied':
        return this.#withPatience(topic, DENIED_TOPIC_GRACE_MS, error)
      default:
        return { kind, error }
    }
  }

  #withPatience(name: string, graceMs: number, error: KafkaError): Verdict {
    const topic = this.#parts.topics.get(name)
    const now = Date.now()
    if (topic !== undefined) topic.troubledSince ??= now
    const within = now - (topic?.troubledSince ?? 0) < graceMs
    return within ? { kind: 'again', unknown: false, error } : { kind: 'never', error }
  }

  #forgive(name: string): void {
    const topic = this.#parts.topics.get(name)
    if (topic !== undefined) topic.troubledSince = undefined
  }
}

function leftOut(topic: string, partition: number): Verdict {
  const error = new KafkaError('ERR_KAFKA_PROTOCOL', {
    what: `no acknowledgement from topic '${topic}'`,
    because: `the answer lacks partition ${partition}`,
    fix: 'Wait for the next attempt',
    retriable: true,
  })
  return { kind: 'again', unknown: true, error }
}
