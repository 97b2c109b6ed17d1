import fc from 'fast-check'
import kafkajs from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { murmur2 } from '../src/producer/murmur2.ts'

describe('murmur2', () => {
  // The values of Kafka's own UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ])('hashes %s as the Java client does', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash)
  })

  it('puts any key where the partitioner of KafkaJS puts it', () => {
    const partitioner = kafkajs.Partitioners.DefaultPartitioner()
    const partitions = 12
    const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
      partitionId,
      partitionErrorCode: 0,
      leader: 1,
      replicas: [1],
      isr: [1],
    }))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const key = Buffer.from(bytes)
        const theirs = partitioner({ topic: 't', partitionMetadata, message: { key, value: null } })
        expect((murmur2(key) & 0x7fffffff) % partitions).toBe(theirs)
      }),
    )
  })
})
