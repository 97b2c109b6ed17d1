import { later, type Workload } from './workload.ts'

/** The guide's record. */
export interface SensorRecord {
  readonly timestamp: number
  readonly id: string
  readonly value: number
}

const SCHEMA = {
  type: 'record',
  name: 'sensor',
  fields: [
    { name: 'timestamp', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'id', type: 'string' },
    { name: 'value', type: 'double' },
  ],
}

export const sensor: Workload<SensorRecord> = {
  name: 'the guide’s record',
  schema: JSON.stringify(SCHEMA),
  laterSchema: later(SCHEMA, { name: 'unit', type: 'string', default: 'C' }),
  // 0.1 to 0.5 us each.
  operations: 300_000,
  records: Array.from({ length: 1024 }, (_, index) => ({
    timestamp: 1_700_000_000_000 + index * 500,
    id: `sensor${index % 8}`,
    value: 10 + 0.1 * index + 40 * Math.cos(index / 16),
  })),
}
