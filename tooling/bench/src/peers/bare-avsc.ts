import avsc from 'avsc'
import { batchOf, decodeTask, encodeIntoTask, encodeTask, type Task } from '../codec-tasks.ts'
import { type Contender, synchronous } from '../runner.ts'
import { SCHEMA_ID, type Workload } from '../workloads/workload.ts'

const HEADER_BYTES = 5

/** avsc with the frame written by hand and no check beyond what the format needs. */
export function bareAvsc<T>(
  workload: Workload<T>,
): Record<'encodeInto' | 'encode' | 'decode' | 'decodeAs', Contender> {
  const type = avsc.Type.forSchema(JSON.parse(workload.schema), { omitRecordMethods: true })
  const laterType = avsc.Type.forSchema(JSON.parse(workload.laterSchema), {
    omitRecordMethods: true,
  })
  const resolver = laterType.createResolver(type)
  const types = new Map([[SCHEMA_ID, type]])
  const encode = (record: T) => {
    const datum = type.toBuffer(record)
    const framed = Buffer.allocUnsafe(HEADER_BYTES + datum.length)
    writeHeader(framed, 0)
    datum.copy(framed, HEADER_BYTES)
    return framed
  }
  const encodeInto = (record: T, target: Buffer, offset: number) => {
    const end = type.encode(record, target, offset + HEADER_BYTES)
    if (end >= 0) writeHeader(target, offset)
    return end
  }
  const decode = (bytes: Buffer, start: number, end: number) => {
    const writerType = typeAt(types, bytes, start)
    return complete(writerType.decode(bytes, start + HEADER_BYTES), end)
  }
  const decodeAs = (bytes: Buffer, start: number, end: number) => {
    typeAt(types, bytes, start)
    return complete(laterType.decode(bytes, start + HEADER_BYTES, resolver), end)
  }
  const batch = batchOf(workload.records.map(encode))
  const bare = (work: Task) => synchronous('bare avsc', workload.operations, work)
  return {
    encodeInto: bare(encodeIntoTask(workload, encodeInto)),
    encode: bare(encodeTask(workload, encode)),
    decode: bare(decodeTask(batch, decode)),
    decodeAs: bare(decodeTask(batch, decodeAs)),
  }
}

function writeHeader(target: Buffer, offset: number): void {
  target[offset] = 0
  target.writeInt32BE(SCHEMA_ID, offset + 1)
}

function typeAt(types: ReadonlyMap<number, avsc.Type>, bytes: Buffer, start: number): avsc.Type {
  if (bytes[start] !== 0) throw new Error('no frame')
  const type = types.get(bytes.readInt32BE(start + 1))
  if (type === undefined) throw new Error('unknown schema')
  return type
}

function complete({ value, offset }: { value: unknown; offset: number }, end: number): unknown {
  if (offset !== end) throw new Error('truncated or trailing bytes')
  return value
}
