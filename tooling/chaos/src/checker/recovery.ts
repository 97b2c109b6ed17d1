import type { FaultWindow } from '../storms/storm.ts'
import type { SendLog } from './send-log.ts'

/**
 * The longest time, in ms, from the end of a fault to the first acknowledgement after it, on the partition that waited
 * longest. A partition that had nothing more to acknowledge is left out; undefined where that holds for all.
 */
export function slowestRecovery(log: SendLog, windows: readonly FaultWindow[]): number | undefined {
  const waits = [...timesByPartition(log).values()].flatMap((times) =>
    windows.flatMap(({ toMs }) => {
      const next = times.find((atMs) => atMs > toMs)
      return next === undefined ? [] : [next - toMs]
    }),
  )
  return waits.length === 0 ? undefined : Math.max(...waits)
}

/** When each partition acknowledged, in order; partition -1 is that of clients that do not tell. */
function timesByPartition(log: SendLog): Map<number, number[]> {
  const times = new Map<number, number[]>()
  for (let id = 0; id < log.count; id++) {
    if (log.ending(id) !== 'acked') continue
    const { partition, atMs } = log.placeOf(id)
    const own = times.get(partition)
    if (own === undefined) times.set(partition, [atMs])
    else own.push(atMs)
  }
  for (const own of times.values()) own.sort((a, b) => a - b)
  return times
}
