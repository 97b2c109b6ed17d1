import { CONTESTANTS } from './attempt.ts'
import { CLOSING_TRIALS, IDLE_CLOSE } from './closing-trials.ts'
import { HANDLER_TRIALS } from './handler-trials.ts'
import { JOINING_TRIALS } from './joining-trials.ts'
import type { Finding, Trial, TrialContext } from './trial.ts'

/** Those that take seconds; they may go on at once, since they leave the proxies alone. */
export const QUICK_TRIALS: readonly Trial[] = [...HANDLER_TRIALS, ...CLOSING_TRIALS]

/** Those that take longer, or measure a moment. */
export const SLOW_TRIALS: readonly Trial[] = [IDLE_CLOSE, ...JOINING_TRIALS]

/** What came of each client. */
export type Verdict = Readonly<Record<keyof typeof CONTESTANTS, Finding>>

/** Puts both clients into a situation. */
export async function compare(
  trial: Trial,
  { cluster, runs }: Pick<TrialContext, 'cluster' | 'runs'>,
): Promise<Verdict> {
  const find = (client: keyof typeof CONTESTANTS): Promise<Finding> =>
    trial.find({ cluster, runs, begin: CONTESTANTS[client] })
  const [KafkaJS, ours] = await Promise.all([find('KafkaJS'), find('hops-kafka')])
  return { KafkaJS, 'hops-kafka': ours }
}
