import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { moment, openWriter, sharedTopicOf, topicOf, within } from './steps.ts'
import type { Trial } from './trial.ts'

/** How long nobody may be told of a failure. */
const TELL_MS = 3_000
const COMMIT_RECORDS = 20
/** What ours may send in the time: one each second. */
const COMMITS = COMMIT_RECORDS / 2

/** A handler that throws. */
function thrower(id: string, defect: string, make: () => Error): Trial {
  return {
    id,
    defect,
    async find(context) {
      const topic = await sharedTopicOf(context, 'a', 'bad', 'c')
      const handled: string[] = []
      const failed = moment()
      const attempt = context.begin({
        access: context.cluster.direct,
        topic,
        groupId: `trial-${randomUUID()}`,
        handler(value) {
          handled.push(value)
          if (value !== 'bad') return
          failed.happen()
          throw make()
        },
      })
      await failed.happened
      const told = await within(TELL_MS, attempt.told)
      const tries = handled.filter((value) => value === 'bad').length
      void attempt.close().catch(() => {})
      return {
        hasDefect: told === undefined,
        seen: `tried ${tries} times, ${told === undefined ? 'nobody was told' : `told ${codeOf(told)}`}`,
      }
    },
  }
}

/** What handlers do, and how often what they did is committed. */
export const HANDLER_TRIALS: readonly Trial[] = [
  thrower('B7', 'goes round in circles after an Error, told to nobody', () => new Error('no')),
  thrower('B8', 'is dead after a TypeError, told to nobody', () => new TypeError('no')),
  {
    id: 'B26',
    defect: 'commits after each fetch, however few records that had',
    async find(context) {
      const { cluster } = context
      const topic = await topicOf(context)
      const waiting = new Map<string, () => void>()
      const attempt = context.begin({
        access: cluster.direct,
        topic,
        groupId: `trial-${randomUUID()}`,
        handler: (value) => waiting.get(value)?.(),
      })
      await attempt.started
      await using writer = await openWriter(cluster.direct, topic)
      for (let nth = 0; nth < COMMIT_RECORDS; nth++) {
        const { happen, happened } = moment()
        waiting.set(String(nth), happen)
        await writer.send([String(nth)])
        await happened
      }
      // Ours commits a second after it has something to commit.
      while (attempt.commits() === 0) await sleep(50)
      const commits = attempt.commits()
      void attempt.close().catch(() => {})
      return {
        hasDefect: commits > COMMITS,
        seen: `${commits} commits for ${COMMIT_RECORDS} records, one after another`,
      }
    },
  },
]

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
