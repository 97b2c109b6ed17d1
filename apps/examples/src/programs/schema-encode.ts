import { connect } from 'hops-kafka'
import type { Example } from '../example.ts'

interface Reading {
  readonly timestamp: number
  readonly id: string
  readonly value: number
}

/** Encodes a reading with the topic's schema and decodes it again; nothing is sent to Kafka. */
export async function run({ settings, print, say }: Example): Promise<void> {
  await using hops = await connect(settings, { onWarning: say })
  const { subject } = await hops.registry.subjectOfTopic(settings.kafka.topic)
  const writer = await hops.codec.writer<Reading>({ subject })
  const bytes = writer.encode({ timestamp: Date.now(), id: 'sensor0', value: 21.5 })
  say(`a byte 0, four of the schema's id, then ${bytes.length - 5} of Avro:`)
  print(Buffer.from(bytes).toString('hex'))
  const reading = await hops.codec.reader<Reading>().decode(bytes, 0, bytes.length)
  print(JSON.stringify(reading))
}
