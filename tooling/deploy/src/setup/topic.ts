import { TOPIC as GUIDE_TOPIC } from '@hops-kafka/sandbox/source/parts.ts'

/** The guide's topic; partitions enough that each of a dozen consumers has one, unless compose.yaml is told a number. */
export const TOPIC = {
  ...GUIDE_TOPIC,
  partitions: Number(process.env['HOPS_KAFKA_PARTITIONS'] || 12),
} as const
