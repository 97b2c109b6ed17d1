import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameInPlace } from '../src/kafkajs-framing.ts'
import { RequestBody, RequestMemory } from '../src/wire/request-body.ts'

const load = createRequire(import.meta.url)
/** What KafkaJS's connection calls for each request. */
const frame = load('kafkajs/src/protocol/request.js') as (
  request: object,
) => Promise<{ readonly buffer: Buffer; readonly size: () => number }>
const Encoder = load('kafkajs/src/protocol/encoder.js') as new () => {
  writeBuffer(bytes: Buffer): { readonly buffer: Buffer }
}

const header = { correlationId: 7, clientId: 'me' }

function framed(body: object, { clientId }: { clientId: string } = header) {
  const request = { apiKey: 0, apiVersion: 7, encode: async () => body }
  return frame({ request, correlationId: 7, clientId })
}

function roomy(bytes: Uint8Array, memory: RequestMemory): RequestBody {
  const body = new RequestBody(bytes.length, memory)
  body.buffer.set(bytes)
  return body
}

describe('a request framed where it lies', () => {
  frameInPlace()

  it('is what KafkaJS makes by copying, whatever its length and the client id', async () => {
    const memory = new RequestMemory()
    const bytes = fc.uint8Array({ maxLength: 20_000 })
    // Some ids find no room before the body.
    const clientId = fc.string({ maxLength: 400 })
    await fc.assert(
      fc.asyncProperty(bytes, clientId, async (body, clientId) => {
        const own = new Encoder().writeBuffer(Buffer.from(body))
        const expected = await framed(own, { clientId })
        const mine = roomy(body, memory)
        const got = await framed(mine, { clientId })
        expect(got.buffer.equals(expected.buffer)).toBe(true)
        expect(got.size()).toBe(expected.size())
        memory.giveBack(mine)
      }),
    )
  })

  it('is not copied', async () => {
    const body = roomy(Buffer.alloc(100_000, 1), new RequestMemory())
    const { buffer } = await framed(body)
    expect(buffer.buffer).toBe(body.memory.buffer)
  })
})

describe('the memory of requests', () => {
  it('is used again once it was given back, and by one request at a time', () => {
    const memory = new RequestMemory()
    const first = new RequestBody(5_000, memory)
    expect(new RequestBody(5_000, memory).memory).not.toBe(first.memory)
    memory.giveBack(first)
    const next = new RequestBody(100, memory)
    expect(next.memory).toBe(first.memory)
    expect(next.size()).toBe(100)
    expect(new RequestBody(100, memory).memory).not.toBe(first.memory)
  })

  it('grows with the requests', () => {
    const memory = new RequestMemory()
    memory.giveBack(new RequestBody(100, memory))
    expect(new RequestBody(1_000_000, memory).size()).toBe(1_000_000)
  })
})
