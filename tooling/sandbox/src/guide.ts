/** The project of the guide as the sandbox plays it. */
export const PROJECT = { id: 1143, name: 'demo', user: 'demo__meb10000' } as const

export const TOPIC = { name: 'temperature', partitions: 2 } as const

export const CONSUMER_GROUP = 'TutorialGroup'

/** Subject and record have the same name, as the guide demands. */
export const SUBJECT = 'sensor'

/** The guide's schema; `logicalType` stands inside the type, where Avro reads it. */
export const SENSOR_SCHEMA = JSON.stringify({
  type: 'record',
  name: SUBJECT,
  fields: [
    { name: 'timestamp', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'id', type: 'string' },
    { name: 'value', type: 'double' },
  ],
})
