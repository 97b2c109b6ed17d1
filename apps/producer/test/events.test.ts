import { createSimulator } from '@hops-kafka/sensor-sim'
import { expect, it } from 'vitest'
import { liveSteps } from '../src/events.ts'
import { type Flags, readFlags } from '../src/flags.ts'

async function eventsOf(...argv: readonly string[]) {
  const flags = readFlags(argv) as Flags
  const waiting = { signal: new AbortController().signal, onIdle: () => {} }
  const all: { readonly timestamp: number; readonly id: string; readonly value: number }[] = []
  for await (const { events } of liveSteps(flags, waiting)) all.push(...events)
  return all
}

const FAULTS = ['--late', '0.1', '--duplicates', '0.1', '--drop-outs', '0.1']

it('a late event keeps the time of its step, a double is equal, a lost one never comes', async () => {
  const delayMs = 2
  const events = await eventsOf('-e', '100', '-d', String(delayMs / 1000), ...FAULTS)
  const faults = {
    late: { probability: 0.1, maxSteps: 5 },
    duplicates: { probability: 0.1 },
    dropOuts: { probability: 0.1 },
  }
  const readings = [...createSimulator({ faults }).readings({ to: 100 })]
  const start = Math.min(...events.map(({ timestamp }) => timestamp))
  expect(
    events.map(({ timestamp, id, value }) => ({ id, value, step: (timestamp - start) / delayMs })),
  ).toEqual(readings.map(({ sensor, value, step }) => ({ id: sensor, value, step })))
  expect(readings.some(({ injected }) => injected.includes('late'))).toBe(true)
})

it('without a delay, too, a late event is older than those before it', async () => {
  const events = await eventsOf('-e', '2000', '-d', '0', '--late', '0.5', '--sensors', '1')
  const times = events.map(({ timestamp }) => timestamp)
  expect(times.some((time, index) => time < (times[index - 1] ?? 0))).toBe(true)
})

it('nothing is struck unless asked for', async () => {
  const events = await eventsOf('-e', '500', '-d', '0')
  const values = Array.from(createSimulator().readings({ to: 500 }), ({ value }) => value)
  expect(events.map(({ value }) => value)).toEqual(values)
})
