import { endsWithin } from '../deadline.ts'

const BEAT_MS = 1_000

/** Waits for `work` while telling the group that this member lives (KafkaJS beats only between batches, B15). */
export async function keepBeating<R>(work: Promise<R>, heartbeat: () => Promise<void>): Promise<R> {
  while (!(await endsWithin(work, BEAT_MS))) await heartbeat()
  return work
}
