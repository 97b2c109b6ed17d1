import { AvroCodec } from '@hops-kafka/avro-codec'
import { allocatedBytes } from '../allocation.ts'
import { batchOf, decodeTask, encodeIntoTask, encodeTask, type Task } from '../codec-tasks.ts'
import { bareAvsc } from '../peers/bare-avsc.ts'
import { startFastavro } from '../peers/fastavro.ts'
import { json } from '../peers/json.ts'
import { startKafkajsRegistry } from '../peers/kafkajs-registry.ts'
import {
  type Arena,
  type Bench,
  type Comparison,
  type Contender,
  type Peer,
  synchronous,
} from '../runner.ts'
import { order } from '../workloads/order.ts'
import { sensor } from '../workloads/sensor.ts'
import { SCHEMA_ID, type Workload } from '../workloads/workload.ts'

/** Encoding may take 1.15 times, decoding 1.25 times what bare avsc takes; another schema 1.5 times. */
const ENCODE_GOAL = 1 / 1.15
const DECODE_GOAL = 1 / 1.25
const DECODE_AS_GOAL = 1 / 1.5

/** Goals for the others, where there are any. */
interface Goals {
  readonly fastavro?: number
  readonly kafkajsRegistry?: number
}

/** Encode and decode, schema warm, frame included. */
export const codec: Bench = {
  about: 'records in the registry’s wire format, schema warm',
  async setUp(): Promise<Arena> {
    const arenas = [
      await arenaOf(sensor, { fastavro: 6, kafkajsRegistry: 3 }),
      await arenaOf(order, {}),
    ]
    return {
      comparisons: arenas.flatMap(({ comparisons }) => comparisons),
      notes: [...new Set(arenas.flatMap(({ notes }) => notes))],
      async close() {
        for (const arena of arenas) await arena.close()
      },
    }
  },
}

/** All tasks of one workload. */
async function arenaOf(workload: Workload, goals: Goals): Promise<Arena> {
  const registry = await startKafkajsRegistry(workload)
  const fastavro = await startFastavro(workload)
  const ours = await ourTasks(workload)
  const bare = bareAvsc(workload)
  const others: {
    readonly tasks: Record<'encode' | 'decode', Contender>
    readonly goal?: number
  }[] = [
    { tasks: json(workload) },
    { tasks: registry.tasks, ...goalOf(goals.kafkajsRegistry) },
    ...(fastavro.available ? [{ tasks: fastavro.tasks, ...goalOf(goals.fastavro) }] : []),
  ]
  const against = (task: 'encode' | 'decode') =>
    others.map(({ tasks, ...goal }): Peer => ({ ...tasks[task], ...goal }))
  const comparison = (
    task: keyof typeof ours,
    title: string,
    peers: readonly Peer[],
  ): Comparison => ({
    title: `${title}: ${workload.name}`,
    ours: synchronous('avro-codec', workload.operations, ours[task]),
    peers,
  })
  const { encodeInto, encode, decode, decodeAs } = bare
  return {
    comparisons: [
      comparison('encodeInto', 'encodeInto', [{ ...encodeInto, goal: ENCODE_GOAL }]),
      comparison('encode', 'encode', [{ ...encode, goal: ENCODE_GOAL }, ...against('encode')]),
      comparison('decode', 'decode', [{ ...decode, goal: DECODE_GOAL }, ...against('decode')]),
      comparison('decodeAs', 'decode as a later schema', [{ ...decodeAs, goal: DECODE_AS_GOAL }]),
    ],
    notes: [
      fastavro.available ? `fastavro ${fastavro.version}` : `left out: ${fastavro.reason}`,
      await allocationNote(workload, ours),
    ],
    async close() {
      await registry.close()
      if (fastavro.available) await fastavro.close()
    },
  }
}

function goalOf(goal: number | undefined): { readonly goal?: number } {
  return goal === undefined ? {} : { goal }
}

async function ourTasks(workload: Workload) {
  const avro = new AvroCodec({ schemas: { schemaById: async () => workload.schema } })
  const writer = await avro.writer<unknown>({ id: SCHEMA_ID })
  const reader = avro.reader<unknown>()
  const laterReader = avro.reader<unknown>({ schema: workload.laterSchema })
  await laterReader.load(SCHEMA_ID)
  const batch = batchOf(workload.records.map((record) => writer.encode(record)))
  return {
    encodeInto: encodeIntoTask(workload, (record, target, at) =>
      writer.encodeInto(record, target, at),
    ),
    encode: encodeTask(workload, (record) => writer.encode(record)),
    decode: decodeTask(batch, (bytes, offset, end) => reader.decode(bytes, offset, end)),
    decodeAs: decodeTask(batch, (bytes, offset, end) => laterReader.decode(bytes, offset, end)),
  }
}

/** What a record costs the heap; the records themselves are the greater part of decoding. */
async function allocationNote(
  { name, operations }: Workload,
  { encodeInto, encode, decode }: Readonly<Record<'encodeInto' | 'encode' | 'decode', Task>>,
): Promise<string> {
  const of = async (task: Task) => `${Math.round(await allocatedBytes(task, operations))} B`
  return `heap of ${name}: encodeInto ${await of(encodeInto)}, encode ${await of(encode)}, decode ${await of(decode)}`
}
