import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Tally } from '../src/tally.ts'

const OUTCOMES = ['delivered', 'failed', 'discarded', 'unsent', 'pending'] as const

/** What became of each record of a run: a list of steps, each a list of outcomes. */
const outcomes = fc.array(
  fc.array(fc.constantFrom(...OUTCOMES), {
    minLength: 1,
    maxLength: 4,
  }),
  { maxLength: 20 },
)

describe('the step to resume from', () => {
  it('is the first with a record that is neither delivered nor discarded', () => {
    fc.assert(
      fc.property(fc.nat(1000), outcomes, (first, steps) => {
        const tally = new Tally(first)
        steps.forEach((records, index) => {
          for (const _ of records) tally.send(first + index)
          tally.reached(first + index + 1)
        })
        const settle = {
          delivered: (step: number) => tally.deliver(step),
          failed: (step: number) => tally.fail(step),
          discarded: (step: number) => tally.discard(step),
          unsent: (step: number) => tally.giveUp(step),
          pending: () => {},
        }
        steps.forEach((records, index) => {
          for (const outcome of records) settle[outcome](first + index)
        })
        const lacking = steps.findIndex((records) =>
          records.some((outcome) => outcome !== 'delivered' && outcome !== 'discarded'),
        )
        expect(tally.resumeStep).toBe(first + (lacking === -1 ? steps.length : lacking))
        const all = steps.flat()
        expect(tally.pending).toBe(all.filter((outcome) => outcome === 'pending').length)
        expect(tally.delivered).toBe(all.filter((outcome) => outcome === 'delivered').length)
      }),
    )
  })
})

describe('a sound run', () => {
  it('is one that waits with nothing on its way and with its last record in Kafka', () => {
    const tally = new Tally(0)
    expect(tally.isSound).toBe(true)
    tally.send(0)
    expect(tally.isSound).toBe(false)
    tally.fail(0)
    expect(tally.isSound).toBe(false)
    tally.send(1)
    tally.deliver(1)
    expect(tally.isSound).toBe(true)
    tally.send(2)
    tally.discard(2)
    expect(tally.isSound).toBe(false)
  })
})
