import { expect, test } from 'vitest'
import { createLivePlot } from '../src/index.ts'

type Fault = 'none' | 'lost' | 'late' | 'duplicate'
interface Delivered {
  readonly key: string
  readonly step: number
  readonly fault: Fault
}

const LATE_STEPS = 3

/** About one reading in 70 is struck; the first of a sensor never. */
function faultAt(sensor: number, step: number): Fault {
  const draw = (step * 7919 + sensor * 104_729) % 211
  return step === 0 ? 'none' : ((['none', 'lost', 'late', 'duplicate'] as const)[draw] ?? 'none')
}

/** Readings of eight sensors in order of delivery, what is lost among them. */
function delivery(): Delivered[] {
  return Array.from({ length: 2000 }, (_, step) =>
    Array.from({ length: 8 }, (_, sensor) => deliveryAt(sensor, step)),
  ).flat(2)
}

function deliveryAt(sensor: number, step: number): Delivered[] {
  const key = `sensor${sensor}`
  const fault = faultAt(sensor, step)
  const delivered: Delivered[] = []
  if (fault === 'none' || fault === 'duplicate') delivered.push({ key, step, fault: 'none' })
  if (fault === 'lost' || fault === 'duplicate') delivered.push({ key, step, fault })
  const due = step - LATE_STEPS
  if (due >= 0 && faultAt(sensor, due) === 'late') delivered.push({ key, step: due, fault: 'late' })
  return delivered
}

test('late, doubled and lost records are counted exactly, key by key', () => {
  const plot = createLivePlot()
  const injected = new Map<string, { late: number; duplicates: number; gaps: number }>()
  for (const { key, step, fault } of delivery()) {
    const counts = injected.get(key) ?? { late: 0, duplicates: 0, gaps: 0 }
    if (fault === 'late') counts.late++
    if (fault === 'duplicate') counts.duplicates++
    if (fault === 'lost') counts.gaps++
    injected.set(key, counts)
    if (fault !== 'lost') plot.push(key, step * 500, Math.sin(step))
  }
  for (const { key, late, duplicates, gaps } of plot.read().series) {
    expect({ late, duplicates, gaps }, key).toEqual(injected.get(key))
  }
  expect([...injected.values()].every(({ late, gaps }) => late > 0 && gaps > 0)).toBe(true)
})
