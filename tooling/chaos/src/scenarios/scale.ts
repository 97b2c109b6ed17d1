import { fleetComplaints } from '../checker/check-fleet.ts'
import { Fleet, KAFKA_VERSION } from '../scale/fleet.ts'
import { type FleetRun, type FleetRunPlan, RunningFleet } from '../scale/running-fleet.ts'
import type { Scenario } from './scenario.ts'

/** Producers and consumers in containers, and what befalls them. */
export interface ScalePlan {
  readonly about: string
  /** One run after another, each with so many consumers. */
  readonly consumers: readonly number[]
  readonly trouble: (running: RunningFleet, consumers: number) => Promise<void>
  /** Readings of each sensor at full size. @default 1500 */
  readonly steps?: number
}

/** Each has noise or a trend, with which no value comes twice. */
const SENSORS = 96
const DELAY_SECONDS = 0.03

/** A scenario in which a fleet of sensors passes through groups of consumers. */
export function scaleScenario(plan: ScalePlan): Scenario {
  return {
    about: plan.about,
    run: async ({ size, seed, say }) => {
      const runs: [number, FleetRun][] = []
      for (const consumers of plan.consumers) {
        const steps = Math.ceil((plan.steps ?? 1_500) * size)
        const fleet = { sensors: SENSORS, steps, seed, delaySeconds: DELAY_SECONDS, consumers }
        const run = await runFleet(fleet, (running) => plan.trouble(running, consumers))
        say(`${consumers} consumers: ${JSON.stringify(run)}`)
        runs.push([consumers, run])
      }
      return {
        kafkaVersion: KAFKA_VERSION,
        table: runs.map(([consumers, run]) => rowOf(consumers, run)),
        complaints: runs.flatMap(([, { verdict, complaints }]) => [
          ...complaints,
          ...fleetComplaints(verdict),
        ]),
      }
    },
  }
}

async function runFleet(
  plan: FleetRunPlan,
  trouble: (running: RunningFleet) => Promise<void>,
): Promise<FleetRun> {
  await using fleet = await Fleet.open()
  const running = await RunningFleet.start(fleet, plan)
  await trouble(running)
  return await running.end()
}

/** A producer and a consumer die by kill -9 in the middle, and others take their places. */
export async function kills(running: RunningFleet): Promise<void> {
  await running.until(0.3)
  await running.replaceProducer(1)
  await running.until(0.5)
  await running.replaceConsumer(0)
}

/** All consumers are asked to leave, one after another; another one comes for each. */
export async function rollingRestart(running: RunningFleet, consumers: number): Promise<void> {
  await running.until(0.1)
  for (let index = 0; index < consumers; index++) await running.renewConsumer(index)
}

function rowOf(consumers: number, { verdict, seconds }: FleetRun) {
  return {
    consumers,
    readings: verdict.expected,
    'not stored': verdict.notStored,
    'stored twice': verdict.storedTwice,
    'of these by no kill': verdict.storedTwiceUnexcused,
    'not printed': verdict.notPrinted,
    'printed twice': verdict.printedTwice,
    'of these by no kill or committed': verdict.printedTwiceUnexcused,
    'out of order': verdict.storedOutOfOrder + verdict.printedOutOfOrder,
    foreign: verdict.foreign,
    seconds: seconds.toFixed(0),
  }
}
