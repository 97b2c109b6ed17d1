import { AvroCodec } from '@hops-kafka/avro-codec'
import type { Example } from '../example.ts'

const SCHEMA = {
  type: 'record',
  name: 'com.example.Door',
  fields: [
    { name: 'name', type: 'string' },
    { name: 'openedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
  ],
}

/** Encodes and decodes with a schema of one's own: no registry, no Kafka. */
export async function run({ print }: Pick<Example, 'print'>): Promise<void> {
  const schema = JSON.stringify(SCHEMA)
  const codec = new AvroCodec({ schemas: { schemaById: async () => schema } })
  const writer = await codec.writer<{ name: string; openedAt: number }>({ id: 7, schema })
  const bytes = writer.encode({ name: 'front', openedAt: 1_700_000_000_000 })
  print(Buffer.from(bytes).toString('hex'))
  print(JSON.stringify(await codec.reader().decode(bytes, 0, bytes.length)))
}
