import { describe, expect, it } from 'vitest'
import { HandOff } from '../src/consumer/hand-off.ts'

describe('HandOff', () => {
  it('gives items in order and tells when there is one', async () => {
    const handOff = new HandOff<number>({ items: 4, bytes: 100 })
    expect(handOff.shift()).toBeUndefined()
    const arrival = handOff.arrival()
    handOff.push(1, 1)
    handOff.push(2, 1)
    await arrival
    expect([handOff.shift(), handOff.shift(), handOff.shift()]).toEqual([1, 2, undefined])
  })

  it('makes the fetching side wait while it is full', async () => {
    const handOff = new HandOff<number>({ items: 4, bytes: 100 })
    for (const item of [1, 2, 3, 4]) handOff.push(item, 1)
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

  it('is full by bytes, too, whatever the number of items, and has room again when they are taken', async () => {
    const handOff = new HandOff<string>({ items: 1_000, bytes: 100 })
    handOff.push('small', 30)
    expect(handOff.full).toBe(false)
    handOff.push('large', 500)
    expect(handOff.full).toBe(true)
    const room = handOff.room()
    expect([handOff.shift(), handOff.full]).toEqual(['small', true])
    expect([handOff.shift(), handOff.full]).toEqual(['large', false])
    await room
    handOff.push('again', 100)
    expect(handOff.full).toBe(true)
    handOff.clear()
    expect(handOff.full).toBe(false)
  })

  it('throws a failure after the items before it, each time it is asked', () => {
    const handOff = new HandOff<number>({ items: 4, bytes: 100 })
    handOff.push(1, 1)
    handOff.fail(new Error('first'))
    handOff.fail(new Error('second'))
    expect(handOff.shift()).toBe(1)
    expect(() => handOff.shift()).toThrow('first')
    expect(() => handOff.shift()).toThrow('first')
  })

  it('ends every wait when it is closed, and holds nothing afterwards', async () => {
    const handOff = new HandOff<number>({ items: 1, bytes: 100 })
    handOff.push(1, 1)
    const waits = [handOff.arrival(), handOff.room(), handOff.end()]
    handOff.close()
    await Promise.all(waits)
    handOff.push(2, 1)
    expect(handOff.shift()).toBeUndefined()
  })
})
