import type { PlacedReading } from '../checker/check-fleet.ts'
import type { AppContainer } from './app-container.ts'
import type { ExpectedReadings } from './expected-readings.ts'

/** What a consumer has printed, line by line as its file grows. */
export class PrintedReadings {
  readonly container: AppContainer
  readonly readings: PlacedReading[] = []
  readonly #expected: ExpectedReadings
  #readBytes = 0
  /** A line that is not whole yet; that of a killed process never will be. */
  #begun = ''

  constructor(container: AppContainer, expected: ExpectedReadings) {
    this.container = container
    this.#expected = expected
  }

  /** Takes what has been printed since the last time. */
  async read(): Promise<void> {
    const end = await this.container.outputBytes()
    if (end === this.#readBytes) return
    const output = this.container.output({ start: this.#readBytes, end: end - 1 })
    this.#readBytes = end
    output.setEncoding('utf8')
    for await (const piece of output) {
      const lines = (this.#begun + String(piece)).split('\n')
      this.#begun = lines.pop() ?? ''
      for (const line of lines) this.readings.push(this.#parse(line))
    }
  }

  #parse(line: string): PlacedReading {
    const { partition, offset, value } = JSON.parse(line)
    return {
      partition,
      offset: Number(offset),
      sensor: value.id,
      step: this.#expected.stepOf(value.id, value.value),
    }
  }
}
