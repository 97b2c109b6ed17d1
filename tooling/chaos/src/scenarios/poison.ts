import type { PolicyRun } from '../poison/judge.ts'
import { type PoisonedTopic, poisonedTopic } from '../poison/poisoned-topic.ts'
import { POLICIES } from '../poison/policies.ts'
import type { Scenario } from './scenario.ts'

const RECORDS = 100_000

/** Bad records under every policy. */
export const poison: Scenario = {
  about: '100 of 100,000 records are bad, half by their bytes, half since the handler throws',
  run: async ({ cluster: open, size, say }) => {
    const cluster = await open()
    const topic = await poisonedTopic(cluster, Math.ceil(RECORDS * size))
    const runs: [string, PolicyRun | Error][] = []
    for (const [name, run] of Object.entries(POLICIES)) {
      const outcome = await run(topic).catch((error: Error) => error)
      say(`${name}: ${outcome instanceof Error ? outcome.message : JSON.stringify(outcome)}`)
      runs.push([name, outcome])
    }
    return {
      kafkaVersion: cluster.kafkaVersion,
      table: runs.map(([name, run]) => ({ policy: name, ...rowOf(topic, run) })),
      complaints: runs.flatMap(([name, run]) =>
        complaintsOf(run).map((text) => `${name}: ${text}`),
      ),
    }
  },
}

function complaintsOf(run: PolicyRun | Error): readonly string[] {
  return run instanceof Error ? [run.message] : run.complaints
}

function rowOf({ count, bad }: PoisonedTopic, run: PolicyRun | Error) {
  const size = { records: count, bad: bad.length }
  if (run instanceof Error) return { ...size, handled: 'not to its end' }
  return {
    ...size,
    handled: run.handled,
    'handled again': run.again,
    failures: run.failures,
    skipped: run.skipped,
    'dead letters': run.letters,
  }
}
