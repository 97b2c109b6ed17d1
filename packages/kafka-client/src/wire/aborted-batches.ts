import { BATCH_HEADER_BYTES } from './batch-layout.ts'
import type { RecordBatch } from './decode-batches.ts'
import type { AbortedTransaction } from './decode-fetch.ts'

/** Kind of a control record: the end of a transaction that came to nothing. */
const ABORT = 0
/** A control record's key: version and kind, two bytes each, behind the record's own first bytes. */
const KIND_AT = BATCH_HEADER_BYTES + 1 + 1 + 1 + 1 + 1 + 2

/**
 * Which of the batches of one fetch are to be passed over: markers of transactions, and what aborted ones wrote. The
 * batches must be asked for in their order.
 * @see https://kafka.apache.org/documentation/#controlbatch
 */
export function unreadable(
  aborted: readonly AbortedTransaction[],
): (batch: RecordBatch) => boolean {
  const waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset)
  const open = new Set<bigint>()
  return (batch) => {
    for (let next = waiting[0]; next && next.firstOffset <= batch.lastOffset; next = waiting[0]) {
      open.add(next.producerId)
      waiting.shift()
    }
    if (batch.isControl) {
      if (endsInAbort(batch)) open.delete(batch.producerId)
      return true
    }
    return batch.isTransactional && open.has(batch.producerId)
  }
}

/** Control batches are small and never compressed: each varint before the kind is of one byte. */
function endsInAbort({ bytes, start, end }: RecordBatch): boolean {
  return start + KIND_AT + 2 <= end && bytes.readInt16BE(start + KIND_AT) === ABORT
}
