import { openChaosCluster } from '../cluster/chaos-cluster.ts'
import type { MemoryJob, Passage } from '../memory/memory-job.ts'
import { startLineProcess } from '../processes/line-process.ts'
import { nodeProgram } from '../processes/programs.ts'
import type { Scenario } from './scenario.ts'

const RECORDS = 10_000_000
const PARTITIONS = 8
/** The first fills the topic from which the others read. */
const PASSAGES: readonly Passage[] = ['sent', 'read one by one', 'read in batches']
const MEGABYTE = 1e6
/** What a heap, and what a process, may grow by after the first tenth; Node's own buffers come and go. */
const HEAP_GROWTH = 10 * MEGABYTE
const RSS_GROWTH = 1.25

/** What a process holds, in bytes. */
interface Memory {
  readonly records: number
  readonly rss: number
  readonly heap: number
}

/** Whether memory grows with the number of records. */
export const memory: Scenario = {
  about: 'ten million records are sent, read one by one, and read in batches',
  run: async ({ size, seed, say }) => {
    // One broker, since no fault is wanted; and three copies would take three times the disk.
    await using cluster = await openChaosCluster({ seed, brokers: 1 })
    const topic = await cluster.newTopic(PARTITIONS)
    const count = Math.ceil(RECORDS * size)
    const runs: [Passage, readonly Memory[]][] = []
    for (const passage of PASSAGES) {
      const startedAt = performance.now()
      runs.push([passage, await pass({ access: cluster.direct, topic, passage, count })])
      say(`${passage}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
    }
    return {
      kafkaVersion: cluster.kafkaVersion,
      table: runs.map(([passage, looks]) => rowOf(passage, looks)),
      complaints: runs.flatMap(([passage, looks]) => complaintsOf(passage, looks)),
    }
  },
}

async function pass(job: MemoryJob): Promise<readonly Memory[]> {
  const { command, args } = nodeProgram('memory/memory-main.ts')
  const looks: Memory[] = []
  const running = startLineProcess(
    { command, args: ['--expose-gc', ...args] },
    job,
    ([, ...words]) => {
      const [records = 0, rss = 0, heap = 0] = words.map(Number)
      looks.push({ records, rss, heap })
    },
  )
  const { exitCode, signal, stderr } = await running.ended
  if (exitCode === 0 && looks.at(-1)?.records === job.count) return looks
  throw new Error(`"${job.passage}" ended with ${exitCode ?? signal}: ${stderr}`)
}

function complaintsOf(passage: Passage, looks: readonly Memory[]): string[] {
  const [first, last] = firstAndLast(looks)
  return [
    ...(last.heap - first.heap > HEAP_GROWTH ? [`${passage}: the heap has grown`] : []),
    ...(last.rss > first.rss * RSS_GROWTH ? [`${passage}: the process has grown`] : []),
  ]
}

function rowOf(passage: Passage, looks: readonly Memory[]) {
  const [first, last] = firstAndLast(looks)
  const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1)
  return {
    records: passage,
    'RSS MB after a tenth': megabytes(first.rss),
    'after all': megabytes(last.rss),
    most: megabytes(Math.max(...looks.map(({ rss }) => rss))),
    'heap and buffers MB after a tenth': megabytes(first.heap),
    'of all': megabytes(last.heap),
  }
}

function firstAndLast(looks: readonly Memory[]): readonly [Memory, Memory] {
  const [first, last] = [looks[0], looks.at(-1)]
  if (first === undefined || last === undefined) throw new Error('it told nothing of its memory')
  return [first, last]
}
