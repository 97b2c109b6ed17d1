import { createSimulator } from '@hops-kafka/sensor-sim'

/** What a fleet of sensors must have been read as: the simulator tells, as it told the producers. */
export interface FleetPlan {
  readonly sensors: number
  /** Readings of each sensor. */
  readonly steps: number
  readonly seed: number
}

/** All readings that there must be; each is found by its value, which no other step of its sensor has. */
export class ExpectedReadings {
  readonly plan: FleetPlan
  readonly #steps = new Map<string, Map<number, number>>()

  constructor(plan: FleetPlan) {
    this.plan = plan
    const { readings } = createSimulator({ sensors: plan.sensors, seed: plan.seed })
    for (const { sensor, step, value } of readings({ from: 0, to: plan.steps })) {
      const own = this.#steps.get(sensor) ?? new Map<number, number>()
      if (own.has(value)) throw new Error(`${sensor} reads ${value} twice: take another seed`)
      own.set(value, step)
      this.#steps.set(sensor, own)
    }
  }

  get sensors(): Iterable<string> {
    return this.#steps.keys()
  }

  get count(): number {
    return this.plan.sensors * this.plan.steps
  }

  /** Which step a value is of; undefined for one that the sensor cannot have read. */
  stepOf(sensor: string, value: number): number | undefined {
    return this.#steps.get(sensor)?.get(value)
  }
}
