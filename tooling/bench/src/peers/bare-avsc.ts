import avsc from 'avsc'
import { type Contender, synchronous } from '../runner.ts'
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

const HEADER_BYTES = 5

/** avsc with the frame written by hand and no check beyond what the format needs. */
export function bareAvsc(): Record<'encodeInto' | 'encode' | 'decode', Contender> {
  const type = avsc.Type.forSchema(JSON.parse(SCHEMA), { omitRecordMethods: true })
  const types = new Map([[SCHEMA_ID, type]])
  const encode = (record: SensorRecord) => {
    const datum = type.toBuffer(record)
    const framed = Buffer.allocUnsafe(HEADER_BYTES + datum.length)
    writeHeader(framed, 0)
    datum.copy(framed, HEADER_BYTES)
    return framed
  }
  const encodeInto = (record: SensorRecord, target: Buffer, offset: number) => {
    const end = type.encode(record, target, offset + HEADER_BYTES)
    if (end >= 0) writeHeader(target, offset)
    return end
  }
  const decode = (bytes: Buffer, start: number, end: number) => {
    if (bytes[start] !== 0) throw new Error('no frame')
    const writerType = types.get(bytes.readInt32BE(start + 1))
    if (writerType === undefined) throw new Error('unknown schema')
    const { value, offset } = writerType.decode(bytes, start + HEADER_BYTES)
    if (offset !== end) throw new Error('truncated or trailing bytes')
    return value
  }
  const batch = batchOf(RECORDS.map(encode))
  const bare = (work: (operations: number) => void) => synchronous('bare avsc', OPERATIONS, work)
  return {
    encodeInto: bare(encodeIntoTask(encodeInto)),
    encode: bare(encodeTask(encode)),
    decode: bare(decodeTask(batch, decode)),
  }
}

function writeHeader(target: Buffer, offset: number): void {
  target[offset] = 0
  target.writeInt32BE(SCHEMA_ID, offset + 1)
}
