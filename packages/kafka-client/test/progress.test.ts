import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Progress } from '../src/consumer/progress.ts'

const begin = (position = 5): Progress => new Progress(position, true)

describe('Progress', () => {
  it('has nothing to commit for what was only handed out', () => {
    const progress = begin()
    progress.take(5)
    expect(progress).toMatchObject({ position: 6, pending: undefined })
  })

  it('commits the offset after the last one acknowledged, and never goes back', () => {
    const progress = begin()
    for (const offset of [5, 6, 7]) progress.take(offset)
    expect(progress.ack(6)).toBe(2)
    expect(progress.pending).toBe(7)
    progress.commit(7)
    expect(progress.pending).toBeUndefined()
    expect(progress.ack(5)).toBe(0)
    expect(progress.pending).toBeUndefined()
  })

  it('passes over what was not handed out', () => {
    const progress = begin()
    expect(progress.ack(5)).toBe(0)
    expect(progress.pending).toBeUndefined()
  })

  it('counts what needs no handling once all before it is handled', () => {
    const progress = begin()
    progress.pass(6)
    expect(progress.pending).toBe(6)
    progress.take(6)
    progress.pass(9)
    expect(progress.pending).toBe(6)
    progress.ack(6)
    expect(progress.pending).toBe(9)
  })

  it('commits what is acknowledged after a seek, also where that is less', () => {
    const progress = begin(50)
    progress.seek(10)
    expect(progress.pending).toBeUndefined()
    progress.take(10)
    progress.ack(10)
    expect(progress.pending).toBe(11)
  })

  it('keeps to a seek that comes between a commit and its answer', () => {
    const progress = begin(50)
    progress.take(50)
    progress.ack(50)
    progress.seek(10)
    progress.commit(51)
    expect(progress).toMatchObject({ committed: 51, pending: undefined, start: 50 })
    progress.take(10)
    progress.ack(10)
    expect(progress.pending).toBe(11)
  })

  it('never offers an offset above one that is still being handled, whatever the order', () => {
    const steps = fc.array(fc.oneof(fc.constantFrom('take', 'gap'), fc.nat(20)), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(steps, (given) => {
        const progress = begin(0)
        const open: ReturnType<Progress['open']>[] = []
        for (const step of given) {
          apply(step, progress, open)
          const least = Math.min(progress.position, ...open.map(({ offset }) => offset))
          expect(progress.pending ?? least).toBe(least)
          if (open.length === 0) expect(progress.pending ?? 0).toBe(progress.position)
        }
      }),
    )
  })
})

/** Hands a record out, passes over a gap, or ends the handling of one of the records that are open. */
function apply(
  step: string | number,
  progress: Progress,
  open: ReturnType<Progress['open']>[],
): void {
  if (step === 'gap') progress.pass(progress.position + 3)
  if (step === 'take') {
    const offset = progress.position
    progress.take(offset)
    open.push(progress.open(offset))
  }
  if (typeof step !== 'number' || open.length === 0) return
  const [record] = open.splice(step % open.length, 1)
  if (record !== undefined) progress.close(record)
}
