import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createSimulator } from '../src/index.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

test('a sensor takes less than 1 KB, readings under way included', () => {
  const sensors = 50_000
  const faults = { late: { probability: 0.05, maxSteps: 10 } }
  const before = heapUsed()
  const simulator = createSimulator({ sensors, faults })
  const readings = simulator.readings()
  for (let count = 0; count < 12 * sensors; count++) readings.next()
  const perSensor = (heapUsed() - before) / sensors
  expect(simulator.sensors).toHaveLength(sensors)
  expect(readings.heldBack).toBeGreaterThan(0)
  expect(perSensor).toBeLessThan(1024)
})

test('memory does not grow with the steps', () => {
  const readings = createSimulator({
    faults: { late: { probability: 0.2, maxSteps: 20 }, duplicates: { probability: 0.2 } },
  }).readings()
  for (let count = 0; count < 10_000; count++) readings.next()
  const before = heapUsed()
  for (let count = 0; count < 400_000; count++) readings.next()
  expect(heapUsed() - before).toBeLessThan(500_000)
  expect(readings.heldBack).toBeLessThanOrEqual(8 * 20)
})
