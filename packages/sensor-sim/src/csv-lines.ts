import { createSimulator } from './simulator.ts'

/** Which sensors and steps to write. */
export interface CsvWishes {
  readonly sensors: number
  readonly seed: number
  readonly from: number
  readonly to: number
}

/** The readings, a line each, below a line of headings. */
export function* csvLines({ sensors, seed, from, to }: CsvWishes): Generator<string> {
  yield 'sensor,step,value\n'
  for (const { sensor, step, value } of createSimulator({ sensors, seed }).readings({ from, to })) {
    yield `${sensor},${step},${value}\n`
  }
}
