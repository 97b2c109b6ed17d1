import { describe, expect, it } from 'vitest'
import { leftovers, progress, summary } from '../src/summary.ts'
import { Tally } from '../src/tally.ts'

/** A run of ten steps of one record each, stopped with two of them not in Kafka. */
function run(): Tally {
  const tally = new Tally(100)
  for (let step = 100; step < 110; step++) {
    tally.send(step)
    tally.reached(step + 1)
  }
  for (let step = 100; step < 107; step++) tally.deliver(step)
  tally.discard(107)
  return tally
}

describe('what the producer tells', () => {
  it('while it runs', () => {
    expect(progress(run(), 2000)).toBe(
      'step 109 · 7 delivered · 4/s · 1 discarded · 2 on their way',
    )
  })

  it('at the end', () => {
    const tally = run()
    tally.fail(108)
    tally.giveUp(109)
    expect(summary(tally, 2345)).toEqual({
      text:
        'delivered 7 · failed 1 · discarded 1 · unsent 1 in 2.3 s\n' +
        'resume with -t 108 (repeats what was delivered from that step on)',
      fields: { delivered: 7, failed: 1, discarded: 1, unsent: 1, resumeStep: 108 },
    })
  })

  it('when it is not to wait', () => {
    expect(leftovers(run())).toBe('left at once: 2 records not delivered; resume with -t 108')
  })
})
