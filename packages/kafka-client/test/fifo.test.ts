import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fifo } from '../src/fifo.ts'

describe('Fifo', () => {
  it('behaves as an array does, however pushes and shifts mix', () => {
    const steps = fc.array(fc.integer({ min: -400, max: 400 }), { maxLength: 20 })
    fc.assert(
      fc.property(steps, (counts) => {
        const fifo = new Fifo<number>()
        const array: number[] = []
        let next = 0
        for (const count of counts) {
          // A negative count takes out, a positive one puts in.
          for (let n = 0; n < count; n++) {
            fifo.push(next)
            array.push(next++)
          }
          for (let n = 0; n > count; n--) {
            expect(fifo.peek()).toBe(array[0])
            expect(fifo.shift()).toBe(array.shift())
          }
          expect(fifo.length).toBe(array.length)
        }
        expect(fifo.drain()).toEqual(array)
        expect(fifo.length).toBe(0)
      }),
    )
  })
})
