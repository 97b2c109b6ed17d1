import { describe, expect, it } from 'vitest'
import { HandOff } from '../src/consumer/hand-off.ts'

describe('HandOff', () => {
  it('gives items in order and tells when there is one', async () => {
    const handOff = new HandOff<number>(4)
    expect(handOff.shift()).toBeUndefined()
    const arrival = handOff.arrival()
    handOff.push(1)
    handOff.push(2)
    await arrival
    expect([handOff.shift(), handOff.shift(), handOff.shift()]).toEqual([1, 2, undefined])
  })

  it('makes the fetching side wait while it is full', async () => {
    const handOff = new HandOff<number>(4)
    for (const item of [1, 2, 3, 4]) handOff.push(item)
    expect(handOff.full).toBe(true)
    let waited = false
    const room = handOff.room().then(() => {
      waited = true
    })
    expect(waited).toBe(false)
    handOff.shift()
    handOff.shift()
    await room
    expect(handOff.full).toBe(false)
  })

  it('throws a failure after the items before it, each time it is asked', () => {
    const handOff = new HandOff<number>(4)
    handOff.push(1)
    handOff.fail(new Error('first'))
    handOff.fail(new Error('second'))
    expect(handOff.shift()).toBe(1)
    expect(() => handOff.shift()).toThrow('first')
    expect(() => handOff.shift()).toThrow('first')
  })

  it('ends every wait when it is closed, and holds nothing afterwards', async () => {
    const handOff = new HandOff<number>(1)
    handOff.push(1)
    const waits = [handOff.arrival(), handOff.room(), handOff.end()]
    handOff.close()
    await Promise.all(waits)
    handOff.push(2)
    expect(handOff.shift()).toBeUndefined()
  })
})
