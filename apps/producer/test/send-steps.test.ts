import { type DeliveryHandle, type DeliveryReport, KafkaError } from 'hops-kafka'
import { describe, expect, it } from 'vitest'
import type { SensorEvent, Step } from '../src/events.ts'
import {
  type EventRecord,
  reportTo,
  type Sending,
  sendSteps,
  type Trouble,
} from '../src/send-steps.ts'
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

const handle = {} as DeliveryHandle
const toValue = (event: SensorEvent): SensorEvent => event

describe('sending steps', () => {
  it('ends when asked to, though no broker takes the records that fill the buffer', async () => {
    const stop = new AbortController()
    const tally = new Tally(0)
    let taken = 0
    const producer: Sending<SensorEvent>['producer'] = {
      trySend: () => (taken++ < 10_000 ? handle : undefined),
      send: () => handle,
      ready() {
        setImmediate(() => stop.abort())
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
    await sendSteps(endless, { producer, toValue, tally, signal: stop.signal })
    expect(tally).toMatchObject({ pending: 15_000, resumeStep: 0 })
  })

  it('waits for room, and sends each event once', async () => {
    const sent: string[] = []
    let room = 3
    const producer: Sending<SensorEvent>['producer'] = {
      trySend({ value }) {
        if (room === 0) return undefined
        room--
        sent.push(`${value?.timestamp} ${value?.id}`)
        return handle
      },
      send: () => handle,
      async ready() {
        room = 2
      },
    }
    const { signal } = new AbortController()
    await sendSteps(steps(3, 3), { producer, toValue, tally: new Tally(0), signal })
    expect(sent).toEqual([0, 1, 2].flatMap((step) => [0, 1, 2].map((n) => `${step} sensor${n}`)))
  })
})

it('a record that cannot be encoded is told from one that was not delivered', () => {
  const tally = new Tally(0)
  const troubles: Trouble[] = []
  let told = 0
  const report = reportTo<SensorEvent>({
    tally,
    onDelivered: () => {
      told += 1
    },
    onTrouble: (trouble) => troubles.push(trouble),
  })
  const ends = [
    undefined,
    'ERR_KAFKA_SERIALIZE',
    'ERR_KAFKA_DELIVERY_TIMEOUT',
    'ERR_KAFKA_CLOSED',
  ] as const
  for (const [index, code] of ends.entries()) {
    tally.send(0)
    const event = { id: `sensor${index}`, timestamp: 0, value: index }
    const record: EventRecord<SensorEvent> = { key: event.id, value: event, event, step: 0 }
    const delivery = { topic: 't', partition: 0, offset: 0n, timestamp: 0 }
    const error = code && new KafkaError(code, { what: 'record', because: 'told to', fix: 'none' })
    report(
      (error === undefined
        ? { record, delivery }
        : { record, error }) as DeliveryReport<SensorEvent>,
    )
  }
  tally.reached(1)
  expect(tally).toMatchObject({ delivered: 1, discarded: 1, failed: 1, unsent: 1, resumeStep: 0 })
  expect(told).toBe(1)
  expect(troubles.map(({ kind, event }) => `${kind}: ${event.id}`)).toEqual([
    'discarded: sensor1',
    'not delivered: sensor2',
  ])
})
