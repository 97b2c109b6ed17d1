import { setImmediate } from 'node:timers/promises'
import type { Task } from './codec-tasks.ts'
import { spread } from './runner.ts'

/** Little enough for the young generation, so that mostly no collection comes between. */
const TRIES = 15
const SHARE = 0.1

/** Bytes of heap that one operation of a warm task takes: the median of some tries. */
export async function allocatedBytes(task: Task, operations: number): Promise<number> {
  task(operations)
  const bytes: number[] = []
  const count = Math.round(operations * SHARE)
  for (let round = 0; round < TRIES; round++) {
    await setImmediate()
    const before = process.memoryUsage().heapUsed
    task(count)
    bytes.push((process.memoryUsage().heapUsed - before) / count)
  }
  return Math.max(0, spread(bytes).median)
}
