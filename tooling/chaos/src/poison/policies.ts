import { type Consumer, KafkaError, retry } from '@hops-kafka/kafka-client'
import { ATTEMPTS, Handling, type Told } from './handling.ts'
import { differences, judge, judgeLetters, type PolicyRun } from './judge.ts'
import { ends, type PoisonedTopic, stopped, stops } from './poisoned-topic.ts'

/** What happens under each policy, by its name. */
export const POLICIES: Readonly<Record<string, (topic: PoisonedTopic) => Promise<PolicyRun>>> = {
  fail,
  skip,
  'retry, then skip': retryThenSkip,
  'dead-letter': deadLetter,
  pause,
  'dead-letter, refused at first': refusedDeadLetter,
}

const FIRST_DELAY_MS = 20
/** A group whose policy is `'fail'` is started so often; it must not get any further. */
const STARTS = 3

async function skip(topic: PoisonedTopic): Promise<PolicyRun> {
  const handling = new Handling(topic)
  const good = topic.count - topic.bad.length
  const told = await handling.consume(
    'skip',
    (consumer) => handling.handled === good && consumer.skipped === topic.bad.length,
  )
  const bad = topic.bad.length
  return await judge(handling, told, {
    handled: good,
    failures: bad,
    skipped: bad,
    committed: ends(topic),
  })
}

async function retryThenSkip(topic: PoisonedTopic): Promise<PolicyRun> {
  const handling = new Handling(topic)
  const curable = topic.bad.filter(({ poison }) => poison === 'handler').length
  const hopeless = topic.bad.length - curable
  // biome-ignore lint/suspicious/noThenProperty: an option of `retry`
  const policy = retry({ attempts: ATTEMPTS, firstDelayMs: FIRST_DELAY_MS, then: 'skip' })
  const told = await handling.consume(
    policy,
    (consumer) => handling.handled === topic.count - hopeless && consumer.skipped === hopeless,
    { heals: true },
  )
  return await judge(handling, told, {
    handled: topic.count - hopeless,
    failures: curable * (ATTEMPTS - 1) + hopeless,
    skipped: hopeless,
    committed: ends(topic),
  })
}

async function deadLetter(topic: PoisonedTopic): Promise<PolicyRun> {
  const handling = new Handling(topic)
  const deadLetterTopic = await topic.cluster.newTopic(1)
  const told = await untilAllLetters(handling, deadLetterTopic)
  return await judgeLetters(handling, told, deadLetterTopic)
}

/** While the topic is not there nothing behind a bad record is committed; when it is there all comes right. */
async function refusedDeadLetter(topic: PoisonedTopic): Promise<PolicyRun> {
  const handling = new Handling(topic)
  const deadLetterTopic = `chaos-${crypto.randomUUID()}`
  const upTo = stops(topic)
  const before = sum(upTo.values())
  let complaints: readonly string[] | undefined
  const told = await untilAllLetters(handling, deadLetterTopic, async (consumer) => {
    if (complaints !== undefined) return
    if (handling.handled < before || handling.warnings < stopped(topic)) return
    await consumer.commit()
    complaints = differences(await handling.committed(), upTo)
    if (handling.handled !== before) complaints = [...complaints, 'it went past a bad record']
    await topic.cluster.newTopic(1, deadLetterTopic)
  })
  const run = await judgeLetters(handling, told, deadLetterTopic)
  return { ...run, complaints: [...(complaints ?? ['nothing was refused']), ...run.complaints] }
}

async function untilAllLetters(
  handling: Handling,
  deadLetterTopic: string,
  meanwhile: (consumer: Consumer<number>) => Promise<void> = async () => undefined,
): Promise<Told> {
  const { count, bad } = handling.topic
  const isDone = async (consumer: Consumer<number>): Promise<boolean> => {
    await meanwhile(consumer)
    return handling.handled === count - bad.length && consumer.deadLettered === bad.length
  }
  return await handling.consume('dead-letter', isDone, { deadLetterTopic })
}

/** Each partition stops at its first bad record, twice. */
async function pause(topic: PoisonedTopic): Promise<PolicyRun> {
  const handling = new Handling(topic)
  const upTo = stops(topic)
  const before = sum(upTo.values())
  let resumed = false
  const told = await handling.consume('pause', (consumer) => {
    const rounds = resumed ? 2 : 1
    if (handling.handled < before || handling.failures < stopped(topic) * rounds) return false
    if (resumed) return true
    resumed = true
    consumer.resume()
    return false
  })
  return await judge(handling, told, {
    handled: before,
    failures: stopped(topic) * 2,
    committed: upTo,
  })
}

/** Ends at a bad record, each time that it is started, and commits nothing behind one. */
async function fail(topic: PoisonedTopic): Promise<PolicyRun> {
  const handling = new Handling(topic)
  const upTo = stops(topic)
  const complaints: string[] = []
  for (let start = 0; start < STARTS; start++) {
    const error = await handling
      .consume('fail', () => false)
      .then(
        () => undefined,
        (cause: unknown) => cause,
      )
    const isTold =
      error instanceof KafkaError && /^ERR_KAFKA_(BAD_RECORD|HANDLER)$/.test(error.code)
    if (!isTold) complaints.push(`it ended with ${String(error)}`)
    const committed = await handling.committed()
    const beyond = [...committed].filter(([at, offset]) => offset > (upTo.get(at) ?? 0))
    if (beyond.length > 0) complaints.push(`${beyond.length} partitions went past a bad record`)
    if (![...committed].some(([at, offset]) => offset === upTo.get(at))) {
      complaints.push('no partition is committed up to its bad record')
    }
  }
  const { handled, again, failures } = handling
  if (handled > sum(upTo.values())) complaints.push('it handled what is behind a bad record')
  return { handled, again, failures, skipped: 0, letters: 0, complaints }
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, one) => total + one, 0)
}
