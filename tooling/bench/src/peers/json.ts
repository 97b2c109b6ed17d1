import { batchOf, decodeTask, encodeTask, type Task } from '../codec-tasks.ts'
import { type Contender, synchronous } from '../runner.ts'
import type { Workload } from '../workloads/workload.ts'

/** JSON without a schema: what a program would send that has no codec. */
export function json(workload: Workload): Record<'encode' | 'decode', Contender> {
  const encode = (record: unknown) => Buffer.from(JSON.stringify(record))
  const batch = batchOf(workload.records.map(encode))
  const named = (work: Task) => synchronous('JSON', workload.operations, work)
  return {
    encode: named(encodeTask(workload, encode)),
    decode: named(
      decodeTask(batch, (bytes, offset, end) => JSON.parse(bytes.toString('utf8', offset, end))),
    ),
  }
}
