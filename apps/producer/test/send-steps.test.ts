import { KafkaError } from 'hops-kafka'
import { describe, expect, it } from 'vitest'
import type { SensorEvent, Step } from '../src/events.ts'
import { type Sending, sendSteps, type Trouble } from '../src/send-steps.ts'
import { Tally } from '../src/tally.ts'

async function* steps(count: number, sensors: number): AsyncGenerator<Step> {
  for (let step = 0; step < count; step++) {
    const events = Array.from({ length: sensors }, (_, n) => ({
      id: `sensor${n}`,
      timestamp: step,
      value: n,
    }))
    yield { step, events }
  }
}

const delivery = { topic: 't', partition: 0, offset: 0n, timestamp: 0 }

describe('sending steps', () => {
  it('ends when asked to, though no broker takes the records that fill the buffer', async () => {
    const stop = new AbortController()
    const tally = new Tally(0)
    let sent = 0
    const producer: Sending<SensorEvent>['producer'] = {
      send() {
        sent += 1
        if (sent === 10_000) setImmediate(() => stop.abort())
        return new Promise(() => {})
      },
    }
    // Without an end: only the request to stop, here at the first step, can end it.
    const endless = (async function* () {
      for await (const step of steps(Number.POSITIVE_INFINITY, 15_000)) {
        yield step
        if (stop.signal.aborted) return
      }
    })()
    const pending = await sendSteps(endless, {
      producer,
      toValue: (event) => event,
      tally,
      onDelivered: () => {},
      onTrouble: () => {},
      signal: stop.signal,
    })
    expect(pending).toHaveLength(15_000)
    expect(tally).toMatchObject({ pending: 15_000, resumeStep: 0 })
  })

  it('tells a record that cannot be encoded from one that was not delivered', async () => {
    const tally = new Tally(0)
    const troubles: Trouble[] = []
    let told = 0
    const producer: Sending<SensorEvent>['producer'] = {
      async send({ value }) {
        if (value?.id === 'sensor1') throw failure('ERR_KAFKA_SERIALIZE')
        if (value?.id === 'sensor2') throw failure('ERR_KAFKA_DELIVERY_TIMEOUT')
        return delivery
      },
    }
    const pending = await sendSteps(steps(1, 4), {
      producer,
      toValue: (event) => event,
      tally,
      onDelivered: () => {
        told += 1
      },
      onTrouble: (trouble) => troubles.push(trouble),
      signal: new AbortController().signal,
    })
    await Promise.all(pending)
    expect(tally).toMatchObject({ delivered: 2, discarded: 1, failed: 1, resumeStep: 0 })
    expect(told).toBe(2)
    expect(troubles.map(({ kind, event }) => `${kind}: ${event.id}`)).toEqual([
      'discarded: sensor1',
      'not delivered: sensor2',
    ])
  })
})

function failure(code: 'ERR_KAFKA_SERIALIZE' | 'ERR_KAFKA_DELIVERY_TIMEOUT'): KafkaError {
  return new KafkaError(code, { what: 'record', because: 'told to', fix: 'none' })
}
