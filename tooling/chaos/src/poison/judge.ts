import { letterComplaints, readLetters } from './dead-letters.ts'
import type { Handling, Told } from './handling.ts'
import { ends } from './poisoned-topic.ts'

/** What one policy made of a poisoned topic. */
export interface PolicyRun extends Told {
  /** Different good records that were handled, and handlings beyond the first of each. */
  readonly handled: number
  readonly again: number
  /** Failures that the policy was asked about. */
  readonly failures: number
  readonly complaints: readonly string[]
}

/** What has to come out. */
export interface Wanted {
  readonly handled: number
  readonly failures: number
  readonly skipped?: number
  readonly letters?: number
  readonly committed: ReadonlyMap<number, number>
}

/** Compares what was done with what had to be, each number exactly. */
export async function judge(handling: Handling, told: Told, wanted: Wanted): Promise<PolicyRun> {
  const { handled, again, failures } = handling
  const run = { handled, again, failures, ...told }
  const { committed, ...counts } = { skipped: 0, letters: 0, again: 0, ...wanted }
  const wrong = Object.entries(counts).filter(
    ([name, count]) => run[name as keyof typeof run] !== count,
  )
  return {
    ...run,
    complaints: [
      ...wrong.map(([name, count]) => `${name}: ${run[name as keyof typeof run]}, not ${count}`),
      ...differences(await handling.committed(), committed),
    ],
  }
}

/** The same under `'dead-letter'`, which also has to have stored them. */
export async function judgeLetters(
  handling: Handling,
  told: Told,
  letters: string,
): Promise<PolicyRun> {
  const { topic, groupId } = handling
  const bad = topic.bad.length
  const run = await judge(handling, told, {
    handled: topic.count - bad,
    failures: bad,
    letters: bad,
    committed: ends(topic),
  })
  const found = await readLetters(topic, letters)
  return { ...run, complaints: [...run.complaints, ...letterComplaints(topic, groupId, found)] }
}

/** Which partitions are not committed as wanted. */
export function differences(
  committed: ReadonlyMap<number, number>,
  wanted: ReadonlyMap<number, number>,
): string[] {
  return [...wanted].flatMap(([partition, offset]) => {
    const found = committed.get(partition) ?? 0
    return found === offset
      ? []
      : [`partition ${partition} is committed up to ${found}, not ${offset}`]
  })
}
