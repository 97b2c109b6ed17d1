import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startHopsworks } from '@hops-kafka/testing'
import { text } from 'hops-kafka'

test('keeps a sentence', async () => {
  await using hops = await startHopsworks({ topics: { sentences: {} } })
  const client = await hops.connect('sentences')
  const producer = await client.producer({ value: text })
  await producer.send({ value: 'Hello, Kafka' })
  const consumer = await client.consumer({ value: text, groupId: 'test' })
  for await (const { value } of consumer) {
    assert.equal(value, 'Hello, Kafka')
    break
  }
})
