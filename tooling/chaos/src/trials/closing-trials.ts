import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attempt } from './attempt.ts'
import { inWords, moment, sharedTopicOf, timed } from './steps.ts'
import type { Finding, Trial, TrialContext } from './trial.ts'

/** Idle, KafkaJS waits for the end of a poll of 5 s; a busy machine takes a part of this. */
const IDLE_LIMIT_MS = 1_000
/** How long a client is looked at that never ends. */
const END_LIMIT_MS = 3_000
/** What ours is given to close in where it is held up. */
const CLOSE_MS = 1_000

/** Begins with a handler that gets hold of its consumer, and waits until it has a record. */
async function withRecord(
  context: TrialContext,
  handle: (attempt: Attempt) => unknown,
): Promise<Attempt> {
  const topic = await sharedTopicOf(context, ...'abcdefgh')
  const got = moment()
  const attempt: Attempt = context.begin({
    access: context.cluster.direct,
    topic,
    groupId: `trial-${randomUUID()}`,
    async handler() {
      got.happen()
      await handle(attempt)
    },
  })
  await got.happened
  return attempt
}

function slow(ms: number | undefined, limitMs: number): Finding {
  return { hasDefect: ms === undefined, seen: `closed ${inWords(ms, limitMs)}` }
}

/** Measures a moment: to be tried alone. */
export const IDLE_CLOSE: Trial = {
  id: 'B11',
  defect: 'takes seconds to close when idle',
  async find(context) {
    const attempt = await withRecord(context, () => {})
    // Into its next poll.
    await sleep(200)
    const closing = attempt.close()
    return slow(await timed(IDLE_LIMIT_MS, closing), IDLE_LIMIT_MS)
  },
}

/** Closing while a handler is at work. */
export const CLOSING_TRIALS: readonly Trial[] = [
  {
    id: 'B11',
    defect: 'never closes while a handler hangs',
    async find(context) {
      const released = moment()
      const attempt = await withRecord(context, () => released.happened)
      const found = slow(await timed(END_LIMIT_MS, attempt.close(CLOSE_MS)), END_LIMIT_MS)
      released.happen()
      return found
    },
  },
  {
    id: 'B11',
    defect: 'never closes when that is awaited inside a handler',
    async find(context) {
      const released = moment()
      const closed = moment()
      await withRecord(context, async (attempt) => {
        await Promise.race([attempt.close(CLOSE_MS).then(closed.happen), released.happened])
      })
      const found = slow(await timed(END_LIMIT_MS, closed.happened), END_LIMIT_MS)
      released.happen()
      return found
    },
  },
]
