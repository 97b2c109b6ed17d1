import { compare, QUICK_TRIALS, SLOW_TRIALS, type Verdict } from '../trials/index.ts'
import { CLOSE_WHILE_JOINING } from '../trials/joining-trials.ts'
import { fromAfar } from '../trials/steps.ts'
import type { Outcome, Scenario } from './scenario.ts'

/** At full size: at how many moments of its join a consumer is closed. */
const CLOSES = 20
const LATENCIES_MS = [25, 300]

/** Situations in which KafkaJS does what it should not, one after another. */
export const consumeDefects: Scenario = {
  about: 'what KafkaJS does to those who consume, and whether ours does',
  async run({ cluster: open, say }) {
    const cluster = await open()
    const verdicts: Titled[] = []
    for (const trial of [...QUICK_TRIALS, ...SLOW_TRIALS]) {
      const title = `${trial.id}: ${trial.defect}`
      verdicts.push([title, await compare(trial, { cluster, runs: 1 })])
      say(title)
    }
    return { kafkaVersion: cluster.kafkaVersion, ...outcomeOf(verdicts) }
  },
}

export const consumeCloseJoining: Scenario = {
  about: 'a consumer is closed at 20 moments of its join, 25 and 300 ms away from the brokers',
  async run({ cluster: open, size, say }) {
    const cluster = await open()
    const runs = Math.ceil(CLOSES * size)
    const verdicts: Titled[] = []
    for (const latencyMs of LATENCIES_MS) {
      const compareOnce = () => compare(CLOSE_WHILE_JOINING, { cluster, runs })
      verdicts.push([`${latencyMs} ms away`, await fromAfar(cluster, latencyMs, compareOnce)])
      say(`${latencyMs} ms away: done`)
    }
    return { kafkaVersion: cluster.kafkaVersion, ...outcomeOf(verdicts) }
  },
}

type Titled = readonly [title: string, verdict: Verdict]

/** KafkaJS has to have the defect, since a situation in which it has not proves nothing. */
function outcomeOf(verdicts: readonly Titled[]): Outcome {
  return {
    table: verdicts.map(([defect, { KafkaJS, 'hops-kafka': ours }]) => ({
      defect,
      KafkaJS: KafkaJS.seen,
      'hops-kafka': ours.seen,
    })),
    complaints: verdicts.flatMap(([defect, { KafkaJS, 'hops-kafka': ours }]) => [
      ...(KafkaJS.hasDefect ? [] : [`${defect}: KafkaJS did not, so this proves nothing`]),
      ...(ours.hasDefect ? [`${defect}: ours does, too`] : []),
    ]),
  }
}
