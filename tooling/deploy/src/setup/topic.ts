import { TOPIC as GUIDE_TOPIC } from '@hops-kafka/sandbox/source/parts.ts'

/** The guide's topic, with partitions enough that each of a dozen consumers has one. */
export const TOPIC = { ...GUIDE_TOPIC, partitions: 12 } as const
