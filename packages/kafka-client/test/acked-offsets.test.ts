import { describe, expect, it } from 'vitest'
import { AckedOffsets } from '../src/consumer/acked-offsets.ts'

describe('AckedOffsets', () => {
  it('has nothing to commit for what was only delivered', () => {
    const acked = new AckedOffsets()
    acked.delivered(0, 5n)
    expect(acked.pending()).toEqual([])
  })

  it('commits the offset after the last one acknowledged, per partition', () => {
    const acked = new AckedOffsets()
    for (const offset of [5n, 6n, 7n]) acked.delivered(0, offset)
    acked.delivered(1, 0n)
    acked.ack(0, 6n)
    acked.ack(1, 0n)
    expect(acked.pending()).toEqual([
      { partition: 0, offset: 7n },
      { partition: 1, offset: 1n },
    ])
    acked.committed(acked.pending())
    expect(acked.pending()).toEqual([])
  })

  it('never goes back', () => {
    const acked = new AckedOffsets()
    for (const offset of [5n, 6n, 7n]) acked.delivered(0, offset)
    acked.ack(0, 7n)
    acked.ack(0, 5n)
    expect(acked.pending()).toEqual([{ partition: 0, offset: 8n }])
  })

  it('passes over what was not handed out in this assignment', () => {
    const acked = new AckedOffsets()
    acked.delivered(0, 5n)
    acked.ack(0, 6n)
    acked.ack(3, 0n)
    expect(acked.pending()).toEqual([])
    acked.clear()
    acked.ack(0, 5n)
    expect(acked.pending()).toEqual([])
  })

  it('keeps what is acknowledged while a commit is on its way', () => {
    const acked = new AckedOffsets()
    acked.delivered(0, 5n)
    acked.ack(0, 5n)
    const sent = acked.pending()
    acked.delivered(0, 6n)
    acked.ack(0, 6n)
    acked.committed(sent)
    expect(acked.pending()).toEqual([{ partition: 0, offset: 7n }])
  })
})
