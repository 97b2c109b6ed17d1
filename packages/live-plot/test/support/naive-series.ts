/** What a series must tell, by the shortest code rather than the fastest. */
export class NaiveSeries {
  readonly #window: number
  readonly all: { time: number; value: number }[] = []
  late = 0
  duplicates = 0

  constructor(window: number) {
    this.#window = window
  }

  get kept() {
    return this.all.slice(-this.#window)
  }

  push(time: number, value: number): void {
    // The oldest point leaves before the new one is compared.
    const others = this.#window === 1 ? [] : this.all.slice(1 - this.#window)
    const isDuplicate = others.some((p) => Object.is(p.time, time) && Object.is(p.value, value))
    const highest = Math.max(...this.all.map((point) => point.time))
    if (isDuplicate) this.duplicates++
    else if (time < highest) this.late++
    this.all.push({ time, value })
  }
}
