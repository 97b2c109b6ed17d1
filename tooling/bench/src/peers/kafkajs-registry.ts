import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import type { Contender } from '../runner.ts'
import { RECORDS, recordAt, SCHEMA, SCHEMA_ID } from '../sensor-records.ts'

/** It needs a microsecond or two per record. */
const OPERATIONS = 60_000

/** KafkaJS's registry client, its schema fetched once over HTTP and cached before the first round. */
export async function startKafkajsRegistry() {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ schema: SCHEMA }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const registry = new SchemaRegistry({ host: `http://127.0.0.1:${port}` })
  const frames = await Promise.all(RECORDS.map((record) => registry.encode(SCHEMA_ID, record)))
  const name = '@kafkajs/confluent-schema-registry'
  const encode: Contender = {
    name,
    operations: OPERATIONS,
    async run(operations) {
      for (let done = 0; done < operations; done++) await registry.encode(SCHEMA_ID, recordAt(done))
      return undefined
    },
  }
  const decode: Contender = {
    name,
    operations: OPERATIONS,
    async run(operations) {
      for (let done = 0; done < operations; done++) {
        const frame = frames[done % frames.length]
        if (frame) await registry.decode(frame)
      }
      return undefined
    },
  }
  return {
    tasks: { encode, decode },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
