import { setTimeout as sleep } from 'node:timers/promises'
import { checkFleet, type Excuses, type FleetVerdict } from '../checker/check-fleet.ts'
import { toldOffsets } from '../kafka-tools/group-offsets.ts'
import type { AppContainer } from './app-container.ts'
import { ExpectedReadings, type FleetPlan } from './expected-readings.ts'
import { type Fleet, TOPIC } from './fleet.ts'
import { PrintedReadings } from './printed-readings.ts'
import { storedReadings } from './stored-readings.ts'

/** Producers, each with its share of the sensors. */
export const PRODUCERS = 4

/** How a fleet is to run. */
export interface FleetRunPlan extends FleetPlan {
  readonly consumers: number
  /** Between two steps. */
  readonly delaySeconds: number
}

/** What came out. */
export interface FleetRun {
  readonly verdict: FleetVerdict
  /** Of processes that did not end with exit code 0, though nobody killed them. */
  readonly complaints: readonly string[]
  readonly seconds: number
}

/** How long consumers may take for what is left when the producers have ended. */
const REST_MS = 90_000
const POLL_MS = 200
/** Later another member may have taken over and committed for the dead one. */
const SESSION_MS = 10_000

/** Producers that stream a fleet of sensors, and one group of consumers, while their processes die and come back. */
export class RunningFleet {
  readonly #fleet: Fleet
  readonly #plan: FleetRunPlan
  readonly #expected: ExpectedReadings
  readonly #group = `scale-${crypto.randomUUID()}`
  readonly #printed: PrintedReadings[] = []
  readonly #complaints: string[] = []
  /** By part of the fleet, 0 first. */
  #producers: AppContainer[] = []
  #consumers: AppContainer[] = []
  #startedAt = 0
  #mayBeStoredTwice: Excuses['mayBeStoredTwice'] = () => false
  #mayBePrintedTwice: Excuses['mayBePrintedTwice'] = () => false

  private constructor(fleet: Fleet, plan: FleetRunPlan) {
    this.#fleet = fleet
    this.#plan = plan
    this.#expected = new ExpectedReadings(plan)
  }

  /** Starts the consumers, and when they have joined the producers; waits until each has kept a checkpoint. */
  static async start(fleet: Fleet, plan: FleetRunPlan): Promise<RunningFleet> {
    const running = new RunningFleet(fleet, plan)
    running.#consumers = await all(plan.consumers, () => running.#startConsumer())
    await Promise.all(running.#consumers.map((consumer) => consumer.joined()))
    running.#producers = await all(PRODUCERS, (part) => running.#startProducer(part))
    await Promise.all(running.#producers.map((one, part) => one.hasWritten(stateFile(part))))
    running.#startedAt = performance.now()
    return running
  }

  /** Waits until so much of the time is over that the sensors take. @param part - 0 to 1 */
  async until(part: number): Promise<void> {
    const { steps, delaySeconds } = this.#plan
    const dueMs = this.#startedAt + steps * delaySeconds * 1000 * part
    await sleep(Math.max(0, dueMs - performance.now()))
  }

  /** Kills the producer of a part of the fleet, and starts another one, which goes on from its checkpoint. */
  async replaceProducer(part: number): Promise<void> {
    const victim = this.#producers[part] as AppContainer
    await victim.kill()
    const { step } = JSON.parse(await victim.sharedFile(stateFile(part)))
    this.#mayBeStoredTwice = (sensor, at) => at >= step && partOf(sensor) === part
    this.#producers[part] = await this.#startProducer(part)
  }

  /** Kills a consumer, and starts another one. */
  async replaceConsumer(index: number): Promise<void> {
    const victim = this.#consumers[index] as AppContainer
    await victim.kill()
    const printed = this.#printed.find(({ container }) => container === victim) as PrintedReadings
    const [known] = await Promise.all([this.#committedNow(), printed.read()])
    const places = new Set(printed.readings.map((at) => `${at.partition}@${at.offset}`))
    this.#mayBePrintedTwice = (partition, offset) =>
      places.has(`${partition}@${offset}`) && offset >= (known.get(partition) ?? 0)
    await this.#addConsumer(index)
  }

  /** Asks a consumer to leave, and starts another one. */
  async renewConsumer(index: number): Promise<void> {
    await this.#expectExit(this.#consumers[index] as AppContainer, (consumer) => consumer.stop())
    await this.#addConsumer(index)
  }

  /** Waits for the producers, and until all that is stored is printed; ends the consumers and compares. */
  async end(): Promise<FleetRun> {
    const producers = this.#producers.map((one) => this.#expectExit(one, () => one.ended()))
    await Promise.all(producers)
    const stored = await storedReadings(this.#fleet.access, this.#expected)
    await this.#printedAll(stored)
    await Promise.all(this.#consumers.map((one) => this.#expectExit(one, () => one.stop())))
    await Promise.all(this.#printed.map((printed) => printed.read()))
    const { sensors, plan } = this.#expected
    const printed = this.#printed.map(({ readings }) => readings)
    const evidence = { sensors, steps: plan.steps, stored, printed }
    return {
      verdict: checkFleet(evidence, {
        mayBeStoredTwice: this.#mayBeStoredTwice,
        mayBePrintedTwice: this.#mayBePrintedTwice,
      }),
      complaints: this.#complaints,
      seconds: (performance.now() - this.#startedAt) / 1000,
    }
  }

  async #startProducer(part: number): Promise<AppContainer> {
    const { sensors, steps, seed, delaySeconds } = this.#plan
    const flags = { sensors, events: steps, seed, delay: delaySeconds }
    return await this.#fleet.start('producer', {
      args: [
        ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
        `--shard=${part + 1}/${PRODUCERS}`,
        `--state=/shared/${stateFile(part)}`,
        '--json',
      ],
    })
  }

  async #startConsumer(): Promise<AppContainer> {
    const consumer = await this.#fleet.start('consumer', { args: [`--group=${this.#group}`] })
    this.#printed.push(new PrintedReadings(consumer, this.#expected))
    return consumer
  }

  async #addConsumer(index: number): Promise<void> {
    const consumer = await this.#startConsumer()
    this.#consumers[index] = consumer
    await consumer.joined()
  }

  async #committedNow(): Promise<ReadonlyMap<number, number>> {
    const askedAt = performance.now()
    const told = await toldOffsets(this.#fleet.access, { groupId: this.#group, topic: TOPIC })
    const known = new Map(told.map(({ partition, committed = 0 }) => [partition, committed]))
    if (performance.now() - askedAt < SESSION_MS) return known
    throw new Error('Kafka took so long to tell what is committed that it proves nothing')
  }

  async #printedAll(stored: readonly { partition: number; offset: number }[]): Promise<void> {
    for (const deadline = Date.now() + REST_MS; Date.now() < deadline; await sleep(POLL_MS)) {
      await Promise.all(this.#printed.map((printed) => printed.read()))
      const places = new Set(
        this.#printed.flatMap(({ readings }) =>
          readings.map(({ partition, offset }) => `${partition}@${offset}`),
        ),
      )
      if (stored.every(({ partition, offset }) => places.has(`${partition}@${offset}`))) return
    }
  }

  async #expectExit(
    container: AppContainer,
    end: (container: AppContainer) => ReturnType<AppContainer['ended']>,
  ): Promise<void> {
    const { exitCode, words } = await end(container)
    if (exitCode !== 0) this.#complaints.push(`${container.name} ended with ${exitCode}: ${words}`)
  }
}

/** Things with the numbers 0 to `count` - 1, started at the same time. */
function all<T>(count: number, start: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => start(index)))
}

function stateFile(part: number): string {
  return `producer-of-part-${part + 1}.json`
}

/** As `--shard` divides them. */
function partOf(sensor: string): number {
  return Number(/\d+$/.exec(sensor)?.[0]) % PRODUCERS
}
