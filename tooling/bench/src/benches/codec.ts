import { AvroCodec } from '@hops-kafka/avro-codec'
import { bareAvsc } from '../peers/bare-avsc.ts'
import { startFastavro } from '../peers/fastavro.ts'
import { startKafkajsRegistry } from '../peers/kafkajs-registry.ts'
import {
  type Arena,
  type Bench,
  type Comparison,
  type Contender,
  type Peer,
  synchronous,
} from '../runner.ts'
import {
  batchOf,
  decodeTask,
  encodeIntoTask,
  encodeTask,
  OPERATIONS,
  RECORDS,
  SCHEMA,
  SCHEMA_ID,
  type SensorRecord,
} from '../sensor-records.ts'

/** Encoding may take 1.15 times, decoding 1.25 times what bare avsc takes. */
const ENCODE_GOAL = 1 / 1.15
const DECODE_GOAL = 1 / 1.25
const FASTAVRO_GOAL = 6
const KAFKAJS_REGISTRY_GOAL = 3

/** Encode and decode the guide's record, schema warm, frame included. */
export const codec: Bench = {
  about: 'the guide’s record in the registry’s wire format, schema warm',
  async setUp(): Promise<Arena> {
    const registry = await startKafkajsRegistry()
    const fastavro = await startFastavro()
    const peers = [
      { task: registry.tasks, goal: KAFKAJS_REGISTRY_GOAL },
      ...(fastavro.available ? [{ task: fastavro.tasks, goal: FASTAVRO_GOAL }] : []),
    ]
    const ours = await ourTasks()
    const bare = bareAvsc()
    const comparisons: Comparison[] = [
      { title: 'encodeInto', ours: ours.encodeInto, peers: [aimAt(bare.encodeInto, ENCODE_GOAL)] },
      {
        title: 'encode',
        ours: ours.encode,
        peers: [
          aimAt(bare.encode, ENCODE_GOAL),
          ...peers.map(({ task, goal }) => aimAt(task.encode, goal)),
        ],
      },
      {
        title: 'decode',
        ours: ours.decode,
        peers: [
          aimAt(bare.decode, DECODE_GOAL),
          ...peers.map(({ task, goal }) => aimAt(task.decode, goal)),
        ],
      },
    ]
    return {
      comparisons,
      notes: [fastavro.available ? `fastavro ${fastavro.version}` : `left out: ${fastavro.reason}`],
      async close() {
        await registry.close()
        if (fastavro.available) await fastavro.close()
      },
    }
  },
}

async function ourTasks() {
  const writerCodec = new AvroCodec({ schemas: { schemaById: async () => SCHEMA } })
  const writer = await writerCodec.writer<SensorRecord>({ id: SCHEMA_ID })
  const reader = writerCodec.reader<SensorRecord>()
  const batch = batchOf(RECORDS.map((record) => writer.encode(record)))
  const ours = (work: (operations: number) => void) => synchronous('avro-codec', OPERATIONS, work)
  return {
    encodeInto: ours(encodeIntoTask((record, target, at) => writer.encodeInto(record, target, at))),
    encode: ours(encodeTask((record) => writer.encode(record))),
    decode: ours(decodeTask(batch, (bytes, offset, end) => reader.decode(bytes, offset, end))),
  }
}

function aimAt(contender: Contender, goal: number): Peer {
  return { ...contender, goal }
}
