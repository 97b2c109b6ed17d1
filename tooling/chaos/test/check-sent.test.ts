import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSent, isClean, type StoredRecord } from '../src/checker/check-sent.ts'
import { SendLog } from '../src/checker/send-log.ts'

interface Planted {
  readonly log: SendLog
  readonly records: StoredRecord[]
  readonly ends: Map<number, number>
}

/** So many records over two keys, one partition each, all acknowledged where they are. */
function cleanRun(count: number, keyed = true): Planted {
  const log = new SendLog(count)
  const ends = new Map([
    [0, 0],
    [1, 0],
  ])
  const records: StoredRecord[] = []
  for (let id = 0; id < count; id++) {
    const partition = id % 2
    const offset = ends.get(partition) ?? 0
    ends.set(partition, offset + 1)
    records.push({ partition, offset, key: keyed ? `key${partition}` : undefined, id })
    log.acked(id, { partition, offset, atMs: id })
  }
  return { log, records, ends }
}

const check = ({ log, records, ends }: Planted) => checkSent(log, { records, ends })

/** The records with offsets given anew, as if they had been stored like this. */
function renumbered(records: readonly StoredRecord[]): StoredRecord[] {
  const next = new Map<number, number>()
  return records.map((record) => {
    const offset = next.get(record.partition) ?? 0
    next.set(record.partition, offset + 1)
    return { ...record, offset }
  })
}

describe('planted faults', () => {
  it('finds nothing in a clean run', () => {
    const verdict = check(cleanRun(100))
    expect(verdict).toMatchObject({ acked: 100, stored: 100, failed: 0, pending: 0 })
    expect(isClean(verdict)).toBe(true)
  })

  it('finds a lost record', () => {
    const run = cleanRun(100)
    const records = run.records.filter(({ id }) => id !== 40)
    expect(check({ ...run, records })).toMatchObject({ lost: 1, unseen: 0, duplicate: 0 })
  })

  it('finds a lost record whose place is not known', () => {
    const log = new SendLog(1)
    log.acked(0, { partition: -1, offset: -1, atMs: 0 })
    expect(checkSent(log, { records: [], ends: new Map() })).toMatchObject({ lost: 1, unseen: 0 })
  })

  it('tells a record that the reader did not reach from a lost one', () => {
    const run = cleanRun(100)
    const records = run.records.filter(({ id }) => id < 98)
    const ends = new Map([
      [0, 49],
      [1, 49],
    ])
    expect(check({ ...run, records, ends })).toMatchObject({ lost: 0, unseen: 2 })
  })

  it('finds a second copy, on the same or on another partition, and no disorder in it', () => {
    const run = cleanRun(100)
    const copy = run.records[10] as StoredRecord
    const records = [...run.records, { ...copy, offset: 50 }, { ...copy, partition: 1, offset: 51 }]
    expect(check({ ...run, records })).toMatchObject({ duplicate: 2, reordered: 0, lost: 0 })
  })

  it('finds two records in the wrong order, and that they are not where they were acknowledged', () => {
    const run = cleanRun(100)
    const [a, b] = [run.records[20], run.records[22]] as [StoredRecord, StoredRecord]
    const records = run.records
      .with(20, { ...b, offset: a.offset })
      .with(22, { ...a, offset: b.offset })
    expect(check({ ...run, records })).toMatchObject({ reordered: 1, misplaced: 2, lost: 0 })
  })

  it('finds the order of records without a key broken within their partition', () => {
    const run = cleanRun(100, false)
    const records = renumbered(
      run.records
        .with(20, run.records[22] as StoredRecord)
        .with(22, run.records[20] as StoredRecord),
    )
    expect(check({ ...run, records })).toMatchObject({ reordered: 1 })
  })

  it('allows records without a key to overtake each other on different partitions', () => {
    const run = cleanRun(100, false)
    const records = run.records.toSorted((a, b) => b.partition - a.partition)
    expect(isClean(check({ ...run, records }))).toBe(true)
  })

  it('finds a key that has moved to another partition', () => {
    const run = cleanRun(100)
    const moved = run.records[99] as StoredRecord
    const records = run.records.with(99, { ...moved, partition: 0, offset: 50 })
    expect(check({ ...run, records })).toMatchObject({ reordered: 1 })
  })

  it('finds a record that nobody sent', () => {
    const run = cleanRun(100)
    const records = [...run.records, { partition: 0, offset: 50, key: 'key0', id: 100 }]
    expect(check({ ...run, records })).toMatchObject({ foreign: 1, duplicate: 0 })
  })

  it('counts what failed, what was never told, and what is stored all the same', () => {
    const log = new SendLog(3)
    log.failed(0, 'ERR_KAFKA_DELIVERY_TIMEOUT', 1)
    log.failed(1, 'ERR_KAFKA_DELIVERY_TIMEOUT', 2)
    const records = [0, 2].map((id, offset) => ({ partition: 0, offset, key: undefined, id }))
    const verdict = checkSent(log, { records, ends: new Map([[0, 2]]) })
    expect(verdict).toMatchObject({ acked: 0, failed: 2, pending: 1, storedUnacked: 2, lost: 0 })
    expect(isClean(verdict)).toBe(false)
    expect([...log.reasons]).toEqual([['ERR_KAFKA_DELIVERY_TIMEOUT', 2]])
  })

  it('finds each of any set of losses and copies', () => {
    const ids = fc.uniqueArray(fc.nat(199), { maxLength: 50 })
    fc.assert(
      fc.property(ids, ids, (losses, copies) => {
        const run = cleanRun(200)
        const kept = run.records.filter(({ id }) => !losses.includes(id))
        const extra = kept.filter(({ id }) => copies.includes(id))
        const verdict = check({ ...run, records: [...kept, ...extra] })
        expect(verdict).toMatchObject({
          lost: losses.length,
          duplicate: extra.length,
          reordered: 0,
        })
      }),
    )
  })
})

it('refuses a log that tells two endings of one record, or one of none', () => {
  const log = new SendLog(1)
  log.failed(0, 'why', 1)
  expect(() => log.failed(0, 'why', 2)).toThrow('record 0 ended twice')
  expect(() => log.failed(1, 'why', 2)).toThrow('record 1 was never to be sent')
})
