import type { Tally } from './tally.ts'

/** The end of a run, for a person and for a machine. */
export interface Summary {
  readonly text: string
  readonly fields: {
    readonly delivered: number
    readonly failed: number
    readonly discarded: number
    /** Given up because the program was asked to stop and Kafka did not take them in time. */
    readonly unsent: number
    /** The step to give to `-t` to go on. */
    readonly resumeStep: number
  }
}

/** The state of a run on one line. */
export function progress(tally: Tally, elapsedMs: number): string {
  const rate = Math.round(tally.delivered / Math.max(elapsedMs / 1000, 0.001))
  const parts = [
    `step ${tally.nextStep - 1}`,
    `${count(tally.delivered)} delivered`,
    `${count(rate)}/s`,
    ...(tally.failed > 0 ? [`${count(tally.failed)} failed`] : []),
    ...(tally.discarded > 0 ? [`${count(tally.discarded)} discarded`] : []),
    ...(tally.pending > 0 ? [`${count(tally.pending)} on their way`] : []),
  ]
  return parts.join(' · ')
}

/** What became of all records, and how to go on from there. */
export function summary(tally: Tally, elapsedMs: number): Summary {
  const { delivered, failed, discarded, unsent, resumeStep } = tally
  const counts = [
    `delivered ${count(delivered)}`,
    `failed ${count(failed)}`,
    `discarded ${count(discarded)}`,
    ...(unsent > 0 ? [`unsent ${count(unsent)}`] : []),
  ]
  const repeats = failed + unsent > 0 ? ' (repeats what was delivered from that step on)' : ''
  return {
    text: `${counts.join(' · ')} in ${(elapsedMs / 1000).toFixed(1)} s\nresume with -t ${resumeStep}${repeats}`,
    fields: { delivered, failed, discarded, unsent, resumeStep },
  }
}

/** The last words of a program that is told not to wait. */
export function leftovers(tally: Tally): string {
  return `left at once: ${count(tally.pending)} records not delivered; resume with -t ${tally.resumeStep}`
}

function count(n: number): string {
  return n.toLocaleString('en')
}
