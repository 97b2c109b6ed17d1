import { randomUUID } from 'node:crypto'
import { createConsumer, kafkaChannels, type OffsetLoss } from '@hops-kafka/kafka-client'
import kafkajs from 'kafkajs'
import type { Access } from '../cluster/access.ts'

/** How a client is to consume. */
export interface AttemptOptions {
  readonly access: Access
  readonly topic: string
  readonly groupId: string
  readonly handler: (value: string) => unknown
  /** How KafkaJS is closed; ours has one way. @default 'disconnect' */
  readonly closeBy?: 'stop' | 'disconnect'
  /** Whether KafkaJS begins at the first record, which is not its default. @default true */
  readonly fromBeginning?: boolean
}

/** A consumer from its first step on. */
export interface Attempt {
  /** Settles as the client's own calls do that start it. */
  readonly started: Promise<unknown>
  /** Settles when it begins to join. */
  readonly joining: Promise<unknown>
  /** Resolves when the group has given it partitions. */
  readonly joined: Promise<unknown>
  /** Resolves with what the application is told of a failure; never, where it is told nothing. */
  readonly told: Promise<unknown>
  /** Offsets that it told to be gone. */
  readonly losses: readonly OffsetLoss[]
  /** Commits that it has sent. */
  readonly commits: () => number
  /** Closes it, in whatever state it is; a time limit where the client knows one. */
  close(timeoutMs?: number): Promise<void>
}

/** Begins to consume, without waiting for anything. */
export type Begin = (options: AttemptOptions) => Attempt

/** The clients on trial. */
export const CONTESTANTS = { KafkaJS: beginKafkajs, 'hops-kafka': beginOurs } as const

/** Bare KafkaJS, used as its documentation shows. */
export function bareKafka({ brokers, ca, cert, key }: Access): kafkajs.Kafka {
  return new kafkajs.Kafka({
    brokers: [...brokers],
    ssl: { ca, cert, key },
    logLevel: kafkajs.logLevel.NOTHING,
    // Its defaults, which differ where NODE_ENV is 'test'.
    retry: { retries: 5, initialRetryTime: 300 },
  })
}

function beginKafkajs(options: AttemptOptions): Attempt {
  const { access, topic, groupId, handler, closeBy = 'disconnect', fromBeginning = true } = options
  const consumer = bareKafka(access).consumer({ groupId })
  let commits = 0
  consumer.on(consumer.events.REQUEST, ({ payload }) => {
    if (payload.apiName === 'OffsetCommit') commits++
  })
  const joined = new Promise((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, resolve)
  })
  const joining = consumer.connect().then(() => consumer.subscribe({ topic, fromBeginning }))
  const started = joining.then(() =>
    consumer.run({
      eachMessage: async ({ message }) => {
        await handler(String(message.value))
      },
    }),
  )
  return {
    started,
    joining,
    joined,
    told: failureOf(started),
    losses: [],
    commits: () => commits,
    close: () => consumer[closeBy](),
  }
}

function beginOurs({ access, topic, groupId, handler }: AttemptOptions): Attempt {
  const { brokers, ca, cert, key } = access
  const clientId = randomUUID()
  const givenUp = new AbortController()
  const losses: OffsetLoss[] = []
  let commits = 0
  kafkaChannels.request.subscribe((request) => {
    if (request.clientId === clientId && request.api === 'OffsetCommit') commits++
  })
  const opening = createConsumer(
    { brokers, tls: { ca, cert, key }, clientId },
    {
      topic,
      groupId,
      value: { decode: (bytes, at, end) => Buffer.from(bytes.subarray(at, end)).toString() },
      signal: givenUp.signal,
      onOffsetLoss: (loss) => void losses.push(loss),
    },
  )
  const running = opening.then((consumer) => consumer.run(({ value }) => handler(value ?? '')))
  return {
    started: opening,
    joining: Promise.resolve(),
    joined: opening,
    told: failureOf(running),
    losses,
    commits: () => commits,
    async close(timeoutMs = 10_000) {
      givenUp.abort()
      const consumer = await opening.catch(() => undefined)
      await consumer?.close({ timeoutMs })
    },
  }
}

function failureOf(work: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    work.catch(resolve)
  })
}
