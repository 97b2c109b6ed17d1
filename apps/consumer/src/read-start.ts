import type { StartPosition } from 'hops-kafka'

/** What {@link readStart} takes, for people. */
export const START_FORMS =
  'earliest, latest, an offset, a time (2026-01-31T12:00Z) or an age (90s, 15m, 2h, 1d)'

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
/** Kafka's offsets have 63 bits; what is longer is a typing error. */
const LONGEST_OFFSET = 15

/** Where to begin, as typed; undefined for what says nothing of the kind. */
export function readStart(text: string): StartPosition | undefined {
  if (text === 'earliest' || text === 'latest') return text
  if (/^\d+$/.test(text)) return text.length > LONGEST_OFFSET ? undefined : { offset: BigInt(text) }
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (count !== undefined) return { agoMs: Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS] }
  const timestamp = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  return timestamp >= 0 ? { timestamp } : undefined
}
