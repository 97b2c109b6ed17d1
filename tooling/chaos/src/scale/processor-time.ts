import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { docker } from '@hops-kafka/deploy/source/deployment.ts'

/** Processor time used so far, in core-seconds. */
export interface ProcessorTime {
  readonly atMs: number
  /** By container, as they were given. */
  readonly ofEach: readonly number[]
  /** Of the whole machine. */
  readonly busy: number
}

/** Linux counts in hundredths of a second. */
const TICKS = 100

/** What the first processes of containers, and all of this machine, have used. The engine has to run on this machine. */
export async function processorTime(containers: readonly string[]): Promise<ProcessorTime> {
  const ofEach = await Promise.all(containers.map(timeOf))
  const busy = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys, 0)
  return { atMs: performance.now(), ofEach, busy: busy / 1000 }
}

async function timeOf(container: string): Promise<number> {
  const id = (await docker('inspect', '--format', '{{.State.Pid}}', container)).trim()
  const text = await readFile(`/proc/${id}/stat`, 'utf8')
  // Fields 14 and 15; the second, a name in brackets, may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}
