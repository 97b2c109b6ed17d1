import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppContainer } from '../scale/app-container.ts'
import { Fleet, KAFKA_VERSION } from '../scale/fleet.ts'
import { processorTime } from '../scale/processor-time.ts'
import type { Scenario } from './scenario.ts'

/** What is read. */
const SENSORS = 96
const RECORDS = 4_000_000
const PRODUCERS = 4
/** How long it is measured, at full size. */
const MEASURED_MS = 10_000
/** Groups of so many are measured, with as much of the machine as there is, and with little of it. */
const CONSUMERS = [1, 2, 4]
const LITTLE = 0.2
const POLL_MS = 100

/** How fast a group was. */
interface Pace {
  readonly consumers: number
  /** Of a core, of each. */
  readonly share: number | undefined
  readonly perSecond: number
  /** Cores in use. */
  readonly cores: { readonly consumers: number; readonly kafka: number; readonly others: number }
}

/** How the rate of a group grows with its members. */
export const throughput: Scenario = {
  about:
    'groups of 1, 2 and 4 consumers in containers read what four producers have stored on 8 partitions',
  run: async ({ size, seed, say }) => {
    await using fleet = await Fleet.open()
    await fill(fleet, Math.ceil((RECORDS * size) / SENSORS), seed)
    const paces: Pace[] = []
    for (const share of [undefined, LITTLE]) {
      for (const consumers of CONSUMERS) {
        const pace = await measure(fleet, { consumers, share, measuredMs: MEASURED_MS * size })
        say(JSON.stringify(pace))
        paces.push(pace)
      }
    }
    const first = (share: number | undefined) => paces.find((pace) => pace.share === share) as Pace
    return {
      kafkaVersion: KAFKA_VERSION,
      table: paces.map((pace) => rowOf(pace, first(pace.share))),
      complaints: [],
    }
  },
}

/** Has producers store the readings that groups will read. */
async function fill(fleet: Fleet, steps: number, seed: number): Promise<void> {
  const args = ['--delay=0', `--sensors=${SENSORS}`, `--events=${steps}`, `--seed=${seed}`]
  const producers = await Promise.all(
    Array.from({ length: PRODUCERS }, (_, part) =>
      fleet.start('producer', { args: [...args, `--shard=${part + 1}/${PRODUCERS}`] }),
    ),
  )
  for (const producer of producers) {
    const { exitCode, words } = await producer.ended()
    if (exitCode !== 0) throw new Error(`${producer.name} ended with ${exitCode}: ${words}`)
  }
}

interface Measuring extends Pick<Pace, 'consumers' | 'share'> {
  readonly measuredMs: number
}

async function measure(fleet: Fleet, { consumers, share, measuredMs }: Measuring): Promise<Pace> {
  const args = [`--group=scale-${crypto.randomUUID()}`]
  const plan = share === undefined ? { args } : { args, cpus: share }
  const group = await Promise.all(
    Array.from({ length: consumers }, () => fleet.start('consumer', plan)),
  )
  try {
    await Promise.all(group.map((one) => one.joined()))
    await Promise.all(group.map(untilItPrints))
    const containers = [fleet.kafka, ...group.map(({ id }) => id)]
    const [from, time] = [await printedBy(group), await processorTime(containers)]
    await sleep(measuredMs)
    const [to, timeAfter] = [await printedBy(group), await processorTime(containers)]
    const seconds = (timeAfter.atMs - time.atMs) / 1000
    const used = timeAfter.ofEach.map((own, at) => (own - (time.ofEach[at] ?? 0)) / seconds)
    const [kafka = 0, ...each] = used
    const own = each.reduce((sum, cores) => sum + cores, 0)
    const others = (timeAfter.busy - time.busy) / seconds - own - kafka
    const records = await countLines(group, from, to)
    return {
      consumers,
      share,
      perSecond: records / seconds,
      cores: { consumers: own, kafka, others },
    }
  } finally {
    await Promise.all(group.map((one) => one.discard()))
  }
}

/** A member that has just come waits for what others hand over. */
async function untilItPrints(consumer: AppContainer): Promise<void> {
  for (let left = 300; (await consumer.outputBytes()) === 0; left--) {
    if (left === 0) throw new Error(`${consumer.name} prints nothing`)
    await sleep(POLL_MS)
  }
}

function printedBy(group: readonly AppContainer[]): Promise<number[]> {
  return Promise.all(group.map((one) => one.outputBytes()))
}

/** Lines that were written while the files grew from some sizes to others. */
async function countLines(
  group: readonly AppContainer[],
  from: readonly number[],
  to: readonly number[],
): Promise<number> {
  let lines = 0
  for (const [index, consumer] of group.entries()) {
    const end = (to[index] ?? 0) - 1
    for await (const piece of consumer.output({ start: from[index] ?? 0, end })) {
      for (const byte of piece as Buffer) if (byte === 0x0a) lines += 1
    }
  }
  return lines
}

function rowOf({ consumers, share, perSecond, cores }: Pace, one: Pace) {
  return {
    consumers,
    'each may take of a core': share ?? 'all',
    'records a second': Math.round(perSecond).toLocaleString('en'),
    'times one': (perSecond / one.perSecond).toFixed(2),
    'cores: consumers': cores.consumers.toFixed(2),
    Kafka: cores.kafka.toFixed(2),
    'all else': cores.others.toFixed(2),
    'held by': whatHolds({ consumers, share, perSecond, cores }),
  }
}

/** A process of Node does its work in one thread; others decrypt, collect garbage and write for it. */
function whatHolds({ consumers, share, cores }: Pace): string {
  const machine = availableParallelism()
  const busy = cores.consumers + cores.kafka + cores.others
  if (share !== undefined && cores.consumers > 0.9 * consumers * share) return 'what each may take'
  if (busy > 0.95 * machine) return `the ${machine} cores`
  if (cores.consumers > 0.9 * consumers) return 'a thread each'
  return 'none of these'
}
