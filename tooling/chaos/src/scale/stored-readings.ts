import type { PlacedReading } from '../checker/check-fleet.ts'
import type { ToolAccess } from '../kafka-tools/run-tool.ts'
import { type FoundRecord, topicContent } from '../kafka-tools/topic-content.ts'
import type { ExpectedReadings } from './expected-readings.ts'
import { TOPIC } from './fleet.ts'

/** All readings in the topic, as Kafka's own consumer finds them and without our decoder. */
export async function storedReadings(
  access: ToolAccess,
  expected: ExpectedReadings,
): Promise<readonly PlacedReading[]> {
  const records = await topicContent(access, TOPIC)
  return records.map(({ partition, offset, ...record }) => ({
    partition,
    offset,
    sensor: record.key,
    step: expected.stepOf(record.key, readingOf(record)),
  }))
}

const DOUBLE_BYTES = 8

/** The guide's record ends with its value, which Avro writes as a little-endian double. */
function readingOf({ value }: Pick<FoundRecord, 'value'>): number {
  const bytes = Buffer.from(value.slice(-DOUBLE_BYTES), 'latin1')
  return bytes.length === DOUBLE_BYTES ? bytes.readDoubleLE() : Number.NaN
}
