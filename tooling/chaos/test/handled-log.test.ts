import { expect, it } from 'vitest'
import { HandledLog } from '../src/checker/handled-log.ts'
import { type ConsumeRun, groupComplaints } from '../src/scenarios/consume.ts'

const handling = (offset: number, partition = 0) => ({ partition, offset, id: offset, atMs: 0 })

it('counts what was handled, and what was handled again, by whomever', () => {
  const log = new HandledLog()
  for (const offset of [0, 1, 2]) log.add('a', handling(offset))
  for (const offset of [1, 2, 3]) log.add('b', handling(offset))
  log.add('b', handling(0, 1))
  expect(log).toMatchObject({ handled: 5, redelivered: 2, reordered: 0 })
  expect([log.has(0, 3), log.has(1, 1)]).toEqual([true, false])
})

it('finds a record that a member handled behind a later one', () => {
  const log = new HandledLog()
  for (const offset of [0, 2, 1]) log.add('a', handling(offset))
  expect(log.reordered).toBe(1)
})

it('sees no disorder where a member goes back to what was not committed', () => {
  const log = new HandledLog()
  for (const offset of [0, 1, 2, 1, 2, 3]) log.add('a', handling(offset))
  expect(log).toMatchObject({ redelivered: 2, reordered: 0 })
})

it('tells how far a member is ahead of what its group has committed', () => {
  const log = new HandledLog()
  for (const offset of [0, 1, 2]) log.add('a', handling(offset))
  log.add('a', handling(7, 1))
  log.add('b', handling(9, 2))
  const committed = new Map([
    [0, 1],
    [2, 0],
  ])
  expect(log.uncommitted('a', committed)).toBe(2 + 8)
  expect(log.uncommitted('nobody', committed)).toBe(0)
})

it.each([
  [{}, []],
  [{ handled: 99 }, ['1 records were never handled']],
  [{ redelivered: 6 }, ['6 came again, 5 at most were not committed']],
  [{ reordered: 2 }, ['2 were handled behind a later one']],
  [{ complaints: ['it died'] }, ['it died']],
] as const)('of %o it says %o', (fault, said) => {
  const clean: ConsumeRun = {
    faults: 1,
    stored: 100,
    handled: 100,
    redelivered: 5,
    mayComeAgain: 5,
    reordered: 0,
    complaints: [],
    seconds: 1,
  }
  expect(groupComplaints({ ...clean, ...fault })).toEqual(said)
})
