import fc from 'fast-check'
import { expect, it } from 'vitest'
import { collectMetrics, kafkaChannels } from '../src/index.ts'
import { Histogram } from '../src/metrics/histogram.ts'

it('counts what is published while it runs, and nothing before or after', () => {
  const request = { clientId: 'c', broker: 'b:1', api: 'Produce', durationMs: 7, answerBytes: 40 }
  kafkaChannels.request.publish({ ...request, timedOut: false })
  const metrics = collectMetrics()
  kafkaChannels.request.publish({ ...request, timedOut: false })
  kafkaChannels.request.publish({ ...request, timedOut: true })
  const produced = { topic: 't', partition: 0, records: 3, bytes: 90, durationMs: 4, attempts: 2 }
  kafkaChannels.produce.publish(produced)
  kafkaChannels.produce.publish({ ...produced, attempts: 1, error: new Error('late') })
  const consumed = { groupId: 'g', topic: 't', partition: 2, records: 5, bytes: 50 }
  kafkaChannels.consume.publish({ ...consumed, lag: 9 })
  kafkaChannels.consume.publish({ ...consumed, lag: 4 })
  kafkaChannels.connection.publish({ clientId: 'c', broker: 'b:1', what: 'moved' })
  const before = metrics.snapshot()
  metrics.stop()
  metrics.stop()
  kafkaChannels.request.publish({ ...request, timedOut: false })
  expect(metrics.snapshot()).toEqual(before)
  expect(before).toMatchObject({
    connections: { opened: 0, moved: 1, lost: 0 },
    produced: { delivered: 3, failed: 3, bytes: 180, retries: 1, recordsPerBatch: { count: 2 } },
    consumed: { records: 10, bytes: 100, lag: { 'g/t/2': 4 } },
    requests: { Produce: { timedOut: 1, durationMs: { count: 1, sum: 7, max: 7 } } },
  })
  expect(JSON.parse(JSON.stringify(before))).toMatchObject({ connections: { moved: 1 } })
  expect(kafkaChannels.request.hasSubscribers).toBe(false)
})

it('puts each value into the one bucket that it belongs to', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1_000, noNaN: true })), (values) => {
      const histogram = new Histogram([1, 10, 100])
      for (const value of values) histogram.record(value)
      const { count, max, buckets } = histogram.snapshot()
      let above = -1
      for (const { upTo, count: inBucket } of buckets) {
        expect(inBucket).toBe(values.filter((value) => value > above && value <= upTo).length)
        above = upTo
      }
      expect(count).toBe(values.length)
      expect(max).toBe(Math.max(0, ...values))
    }),
  )
})
