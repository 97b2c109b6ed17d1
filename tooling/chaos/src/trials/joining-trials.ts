import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs, { type Consumer } from 'kafkajs'
import type { Access } from '../cluster/access.ts'
import { type Attempt, type AttemptOptions, bareKafka } from './attempt.ts'
import { moment, openWriter, sharedTopicOf, timed, topicOf, within } from './steps.ts'
import type { Trial, TrialContext } from './trial.ts'

/** How long an obstacle stands in the way, and how long a client may take once it is gone. */
const OBSTACLE_MS = 3_000
const AFTERWARDS_MS = 7_000
/** An offset that no log here has. */
const LOST = 77
/** How many closes of one client are watched at once. */
const AT_ONCE = 5
/** How long a closed consumer is watched, besides the time of two joins. */
const WATCH_MS = 1_000

/** Joining a group that has members or offsets which stand in the way. */
export const JOINING_TRIALS: readonly Trial[] = [
  {
    id: 'B9',
    defect: 'says that it runs though the group has refused it, and is dead also once it would not',
    async find(context) {
      const { direct } = context.cluster
      const topic = await sharedTopicOf(context, ...'abcdefgh')
      const groupId = `trial-${randomUUID()}`
      const obstacle = await joinOtherwise(direct, topic, groupId)
      const got = moment()
      const attempt = context.begin({ access: direct, topic, groupId, handler: got.happen })
      const startedMs = await timed(OBSTACLE_MS, attempt.started)
      await obstacle.disconnect()
      const isAlive = await within(AFTERWARDS_MS, got.happened)
      void attempt.close().catch(() => {})
      const said = startedMs === undefined ? 'did not say that it runs' : 'said that it runs'
      return {
        hasDefect: startedMs !== undefined || isAlive === undefined,
        seen: `${said}; ${isAlive === undefined ? 'dead' : 'consumes'} once nobody is in the way`,
      }
    },
  },
  {
    id: 'B13',
    defect: 'leaves out all records when its offset is gone, told to nobody',
    async find(context) {
      const { direct } = context.cluster
      const topic = await topicOf(context, ...'abc')
      const groupId = `trial-${randomUUID()}`
      await commitOffset(direct, topic, groupId)
      const values: string[] = []
      const last = moment()
      const attempt = context.begin({
        access: direct,
        topic,
        groupId,
        fromBeginning: false,
        handler(value) {
          values.push(value)
          if (value === 'end') last.happen()
        },
      })
      await attempt.started
      // Where it goes on is decided by the first fetches.
      await using writer = await openWriter(direct, topic)
      for (let isSeen: unknown; isSeen === undefined; ) {
        await writer.send(['end'])
        isSeen = await within(500, last.happened)
      }
      void attempt.close().catch(() => {})
      const [loss] = attempt.losses
      return {
        hasDefect: !values.includes('a') && loss === undefined,
        seen: `${values.includes('a') ? 'read all' : 'left out 3'}, ${loss === undefined ? 'nobody was told' : `told that ${loss.lost} is gone`}`,
      }
    },
  },
]

/** Closing in the middle of a join. */
export const CLOSE_WHILE_JOINING: Trial = {
  id: 'B10',
  defect: 'goes on consuming after a close during its join',
  async find(context) {
    const { runs } = context
    const joinMs = await joinDuration(context)
    let zombies = 0
    for (let nth = 0; nth < runs; nth += AT_ONCE) {
      const together = Array.from({ length: Math.min(AT_ONCE, runs - nth) }, (_, index) =>
        // From early in the join to right before its end.
        closeAt(context, ((nth + index + 0.5) / runs) * joinMs, joinMs),
      )
      for (const isZombie of await Promise.all(together)) if (isZombie) zombies++
    }
    return {
      hasDefect: zombies > 0,
      seen: `records came after the close in ${zombies} of ${runs} runs`,
    }
  },
}

/** How long a join takes, in ms. */
async function joinDuration(context: TrialContext): Promise<number> {
  const attempt = await begin(context, { handler: () => {} })
  await attempt.joining
  const startedAt = performance.now()
  await attempt.joined
  const took = performance.now() - startedAt
  void attempt.close().catch(() => {})
  return took
}

/** Whether a consumer that was closed so long after it began to join hands out a record afterwards. */
async function closeAt(context: TrialContext, afterMs: number, joinMs: number): Promise<boolean> {
  const late = moment()
  let isClosed = false
  const closeBy = Math.round(afterMs) % 2 === 0 ? 'stop' : 'disconnect'
  const attempt = await begin(context, {
    closeBy,
    handler: () => isClosed && late.happen(),
  })
  await attempt.joining
  await sleep(afterMs)
  await attempt.close()
  isClosed = true
  const isZombie = await within(WATCH_MS + 2 * joinMs, late.happened)
  // Now that it has joined, another close ends it.
  void attempt.close().catch(() => {})
  return isZombie === true
}

async function begin(
  context: TrialContext,
  options: Pick<AttemptOptions, 'handler' | 'closeBy'>,
): Promise<Attempt> {
  const topic = await sharedTopicOf(context, ...'abcdefgh')
  const groupId = `trial-${randomUUID()}`
  return context.begin({ access: context.cluster.faulted, topic, groupId, ...options })
}

/** A member with an assigner that no other one has. */
async function joinOtherwise(access: Access, topic: string, groupId: string): Promise<Consumer> {
  const { roundRobin } = kafkajs.PartitionAssigners
  const joined = moment()
  const obstacle = bareKafka(access).consumer({
    groupId,
    maxWaitTimeInMs: 200,
    partitionAssigners: [
      (config) => {
        const assigner = roundRobin(config)
        const protocol: typeof assigner.protocol = (subscription) => ({
          ...assigner.protocol(subscription),
          name: 'another',
        })
        return { ...assigner, name: 'another', protocol }
      },
    ],
  })
  obstacle.on(obstacle.events.GROUP_JOIN, joined.happen)
  await obstacle.connect()
  await obstacle.subscribe({ topic })
  await obstacle.run({ eachMessage: async () => {} })
  await joined.happened
  return obstacle
}

/** Has a group go on at an offset that is not there. */
async function commitOffset(access: Access, topic: string, groupId: string): Promise<void> {
  const admin = bareKafka(access).admin()
  await admin.connect()
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: String(LOST) }] })
  await admin.disconnect()
}
