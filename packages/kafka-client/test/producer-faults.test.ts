import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type Attempt,
  connectionError,
  IdempotentLog,
  notSent,
  scriptedProducer,
} from './scripted-producer.ts'

/** What befalls one attempt. */
const FAULTS = [
  'none',
  'lost request',
  'lost answer',
  'not sent',
  'stored, then another leads',
  'stored, then timed out',
  'too few replicas',
  'slow',
] as const

type Fault = (typeof FAULTS)[number]

/** What happens instead of an answer, or the code that is answered, before anything is stored and after. */
const BEFORE: Partial<Record<Fault, () => number>> = {
  'not sent': () => fail(notSent()),
  'lost request': () => fail(connectionError()),
  'too few replicas': () => 19,
}
const AFTER: Partial<Record<Fault, () => number>> = {
  'lost answer': () => fail(connectionError()),
  'stored, then another leads': () => 6,
  'stored, then timed out': () => 7,
}

/** A broker whose first attempts are struck; then each record comes through. */
function faulty(log: IdempotentLog, faults: readonly Fault[]): Attempt {
  let attempts = 0
  return async (batch) => {
    const fault = faults[attempts++] ?? 'none'
    const early = BEFORE[fault]?.()
    if (early !== undefined) return early
    const stored = await log.store(batch)
    if (fault === 'slow') await sleep(3)
    return typeof stored === 'number' ? stored : (AFTER[fault]?.() ?? stored)
  }
}

function fail(error: Error): never {
  throw error
}

it('loses, doubles and reorders nothing, whatever befalls its attempts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...FAULTS), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 }),
      async (faults, bursts) => {
        const log = new IdempotentLog()
        const producer = await scriptedProducer({
          attempt: faulty(log, faults),
          batchBytes: 1_024,
        })
        const sent: string[] = []
        const handles = []
        for (const burst of bursts) {
          for (let count = 0; count < burst; count++) {
            const value = `record ${sent.length}`
            sent.push(value)
            handles.push(producer.send({ value }))
          }
          await sleep(1)
        }
        const deliveries = await Promise.all(handles)
        expect(log.records.get(0)).toEqual(sent)
        expect(deliveries.map(({ offset }) => Number(offset))).toEqual(sent.map((_, at) => at))
        expect(producer.statistics()).toMatchObject({ bufferedRecords: 0, bufferedBytes: 0 })
        await producer.close()
      },
    ),
    { numRuns: 10, endOnFailure: true },
  )
}, 30_000)

it('loses, doubles and reorders nothing of what it acknowledges, however short the time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...FAULTS), { minLength: 4, maxLength: 10 }),
      async (faults) => {
        const log = new IdempotentLog()
        const producer = await scriptedProducer({
          attempt: faulty(log, faults),
          batchBytes: 1_024,
          deliveryTimeoutMs: 250,
          onDelivery: () => {},
        })
        const handles = []
        for (let burst = 0; burst < 5; burst++) {
          for (let count = 0; count < 60; count++) {
            handles.push(producer.send({ value: `${handles.length}` }))
          }
          await sleep(60)
        }
        const ends = await Promise.allSettled(handles)
        const stored = (log.records.get(0) ?? []).map(Number)
        expect(stored).toEqual([...new Set(stored)].sort((a, b) => a - b))
        for (const [value, end] of ends.entries()) {
          if (end.status === 'rejected') continue
          expect(stored[Number(end.value.offset)]).toBe(value)
        }
        await producer.close()
      },
    ),
    { numRuns: 4, endOnFailure: true },
  )
}, 30_000)
