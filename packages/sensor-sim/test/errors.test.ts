import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createSimulator,
  SENSOR_SIM_ERROR_CODES,
  SensorSimError,
  type SimulatorOptions,
} from '../src/index.ts'

const REFUSED: readonly [name: string, options: SimulatorOptions, value: string][] = [
  ['sensors', { sensors: 0 }, '0'],
  ['sensors', { sensors: 2.5 }, '2.5'],
  ['seed', { seed: -1 }, '-1'],
  ['seed', { seed: 2 ** 53 }, '9007199254740992'],
  ['startTimeMs', { startTimeMs: Number.NaN }, 'NaN'],
  ['intervalMs', { intervalMs: -500 }, '-500'],
  ['faults.late.probability', { faults: { late: { probability: 2, maxSteps: 1 } } }, '2'],
  ['faults.late.maxSteps', { faults: { late: { probability: 0.1, maxSteps: 0 } } }, '0'],
  ['faults.duplicates.probability', { faults: { duplicates: { probability: -0.1 } } }, '-0.1'],
  ['faults.spikes.size', { faults: { spikes: { probability: 0, size: Infinity } } }, 'Infinity'],
  ['faults.drift.perStep', { faults: { drift: { probability: 0, perStep: Number.NaN } } }, 'NaN'],
]

function thrownBy(act: () => unknown): SensorSimError {
  try {
    act()
  } catch (error) {
    if (error instanceof SensorSimError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test.each(REFUSED)('refuses a wrong %s with its name and value', (name, options, value) => {
  const error = thrownBy(() => createSimulator(options))
  expect(error).toMatchObject({ code: 'ERR_SIM_INVALID_OPTION', what: name, retriable: false })
  expect(error.because).toContain(value)
  expect(error.message).toBe(`${error.what}: ${error.because}. ${error.fix}`)
})

test('refuses a wrong step', () => {
  const simulator = createSimulator()
  for (const act of [
    () => simulator.readings({ from: -1 }),
    () => simulator.readings({ from: 5, to: 4 }),
    () => simulator.readings({ to: 1.5 }),
    () => simulator.faultsAt(0, -1),
  ]) {
    expect(thrownBy(act).code).toBe('ERR_SIM_INVALID_STEP')
  }
  expect(thrownBy(() => simulator.faultsAt(8, 0)).code).toBe('ERR_SIM_INVALID_OPTION')
})

test('whatever the options, only a SensorSimError comes out', () => {
  const anything = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null), fc.bigInt())
  fc.assert(
    fc.property(fc.record({ seed: anything, intervalMs: anything }), (options) => {
      try {
        // As a JavaScript caller may: the types are not there to help.
        Reflect.apply(createSimulator, undefined, [options])
      } catch (error) {
        expect(error).toBeInstanceOf(SensorSimError)
      }
    }),
  )
})

test('README lists every error code and no other', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const listed = new Set(readme.match(/ERR_SIM_\w+/g))
  expect([...listed].sort()).toEqual([...SENSOR_SIM_ERROR_CODES].sort())
})
