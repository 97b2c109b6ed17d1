import { expect, it } from 'vitest'
import { slowestRecovery } from '../src/checker/recovery.ts'
import { SendLog } from '../src/checker/send-log.ts'
import { markdownOf } from '../src/report/table.ts'

/** A log of acknowledgements: partition and time of each. */
function logOf(...acks: readonly (readonly [partition: number, atMs: number])[]): SendLog {
  const log = new SendLog(acks.length)
  for (const [id, [partition, atMs]] of acks.entries())
    log.acked(id, { partition, offset: id, atMs })
  return log
}

it('is that of the partition that waited longest after any fault', () => {
  const log = logOf([0, 90], [1, 95], [0, 130], [1, 180], [0, 240], [1, 210])
  const windows = [
    { fromMs: 50, toMs: 100 },
    { fromMs: 190, toMs: 200 },
  ]
  expect(slowestRecovery(log, windows)).toBe(80)
})

it('leaves out what had nothing more to acknowledge', () => {
  expect(slowestRecovery(logOf([0, 90], [1, 130]), [{ fromMs: 0, toMs: 100 }])).toBe(30)
  expect(slowestRecovery(logOf([0, 90]), [{ fromMs: 0, toMs: 100 }])).toBeUndefined()
  expect(slowestRecovery(logOf([0, 90]), [])).toBeUndefined()
})

it('takes records in the order of their times, not of their numbers', () => {
  expect(slowestRecovery(logOf([0, 150], [0, 110]), [{ fromMs: 0, toMs: 100 }])).toBe(10)
})

it('aligns a table', () => {
  const table = [
    { client: 'ours', lost: 0 },
    { client: 'theirs', lost: 188 },
  ]
  expect(markdownOf(table)).toBe(`| client | lost |
| ------ | ---- |
| ours   | 0    |
| theirs | 188  |`)
})
