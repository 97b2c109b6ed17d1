import type { BadRecordReport } from '@hops-kafka/live-plot'
import { KafkaError } from 'hops-kafka'
import { describe, expect, it, vi } from 'vitest'
import { type Flags, readFlags } from '../src/flags.ts'
import { Lag } from '../src/plot/lag.ts'
import { PlotFeed } from '../src/plot/plot-feed.ts'

const record = {
  topic: 'temperature',
  partition: 1,
  offset: 42n,
  timestamp: 1_700_000_000_000,
  key: Buffer.from('sensor3'),
  headers: [],
}

describe('the consumer’s flags', () => {
  it('have the guide’s defaults for the plot', () => {
    expect(readFlags([])).toMatchObject({ sensors: 8, window: 1000, interval: 0.5, sorted: false })
    expect((readFlags([]) as Flags).plot).toBeUndefined()
  })

  it.each(['-s 0', '--plot paper', '--window x', '--interval -1', '--port x'])(
    'refuse `%s` with exit code 64',
    (line) => {
      const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
      expect(readFlags(line.split(' '))).toBe(64)
      write.mockRestore()
    },
  )
})

describe('the lag', () => {
  it('is what lies between the records read and the ends of the partitions', () => {
    const lag = new Lag()
    expect([lag.records, lag.partitions]).toEqual([null, null])
    lag.assigned([0, 1])
    lag.fetched({ partition: 0, endOffset: 10n })
    lag.taken({ partition: 0, offset: 5n })
    lag.fetched({ partition: 1, endOffset: 3n })
    lag.taken({ partition: 1, offset: 0n })
    expect([lag.records, lag.partitions]).toEqual([4 + 2, 2])
  })

  it('forgets partitions that another member has', () => {
    const lag = new Lag()
    lag.assigned([0, 1])
    lag.fetched({ partition: 1, endOffset: 9n })
    lag.taken({ partition: 1, offset: 0n })
    lag.assigned([0])
    expect([lag.records, lag.partitions]).toEqual([null, 1])
  })
})

describe('a feed', () => {
  function feeding(fields?: ConstructorParameters<typeof PlotFeed>[0]['fields']) {
    const pushed: unknown[][] = []
    const bad: BadRecordReport[] = []
    const said: string[] = []
    const plot = {
      push: (...point: unknown[]) => void pushed.push(point),
      bad: (report: BadRecordReport) => void bad.push(report),
    }
    const feed = new PlotFeed({ plot, fields, named: {}, say: (words) => void said.push(words) })
    return { feed, pushed, bad, said }
  }

  it('learns the fields from the first record that has a value, and says so once', () => {
    const { feed, pushed, said } = feeding()
    feed.take({ ...record, value: null })
    feed.addBytes(20)
    feed.addBytes(22)
    feed.take({ ...record, value: { id: 'a', ts: 1_700_000_000_000, v: 2 } })
    feed.take({ ...record, value: { id: 'b', ts: 1_700_000_000_001, v: 3 } })
    expect(pushed).toEqual([
      ['sensor3', record.timestamp, Number.NaN, { bytes: 0 }],
      ['a', 1_700_000_000_000, 2, { bytes: 42 }],
      ['b', 1_700_000_000_001, 3, { bytes: 0 }],
    ])
    expect(said).toEqual([
      'plotting v of each id over ts; --value, --key and --time name other fields',
    ])
    expect([feed.records, feed.bad]).toEqual([3, 0])
  })

  it('shows where a record lies that has no number, and one that cannot be decoded', () => {
    const { feed, bad } = feeding([])
    feed.take({ ...record, value: { v: 1, w: 2 } })
    const error = new KafkaError('ERR_KAFKA_BAD_RECORD', {
      what: 'cannot decode it',
      because: 'it is not framed',
      fix: 'skip it',
    })
    feed.skip({ ...record, offset: 43n, value: Buffer.from('xyz'), error, attempt: 1 })
    const place = { topic: 'temperature', partition: 1, key: 'sensor3' }
    expect(bad).toEqual([
      { ...place, offset: 42n, error: 'it has not a number' },
      { ...place, offset: 43n, error: 'it is not framed', firstBytes: Buffer.from('xyz') },
    ])
    expect(feed.bad).toBe(2)
  })
})
