import { startHopsworks, type TestHopsworks } from '@hops-kafka/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'

let hops: TestHopsworks
beforeAll(async () => {
  hops = await startHopsworks({
    schemas: { reading: READING },
    topics: { readings: { partitions: 3, schema: 'reading' } },
  })
}, 120_000)
afterAll(() => hops.stop())

const READING = {
  type: 'record',
  name: 'reading',
  fields: [{ name: 'celsius', type: 'double' }],
}

it('keeps a reading', async () => {
  const client = await hops.connect('readings')
  const producer = await client.producer()
  await producer.send({ key: 'cellar', value: { celsius: 11.5 } })
  const consumer = await client.consumer({ groupId: 'test' })
  for await (const { value } of consumer) {
    expect(value).toEqual({ celsius: 11.5 })
    break
  }
})
