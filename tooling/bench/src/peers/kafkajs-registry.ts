import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { recordAt } from '../codec-tasks.ts'
import type { Contender } from '../runner.ts'
import { SCHEMA_ID, type Workload } from '../workloads/workload.ts'

/** It needs five times as long as a codec without promises. */
const SHARE = 0.2

/** KafkaJS's registry client, its schema fetched once over HTTP and cached before the first round. */
export async function startKafkajsRegistry({ schema, records, operations }: Workload) {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ schema }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const registry = new SchemaRegistry({ host: `http://127.0.0.1:${port}` })
  const frames = await Promise.all(records.map((record) => registry.encode(SCHEMA_ID, record)))
  const name = '@kafkajs/confluent-schema-registry'
  const encode: Contender = {
    name,
    operations: operations * SHARE,
    async run(count) {
      for (let done = 0; done < count; done++) {
        await registry.encode(SCHEMA_ID, recordAt(records, done))
      }
      return undefined
    },
  }
  const decode: Contender = {
    name,
    operations: operations * SHARE,
    async run(count) {
      for (let done = 0; done < count; done++) {
        const frame = frames[done % frames.length]
        if (frame) await registry.decode(frame)
      }
      return undefined
    },
  }
  return {
    tasks: { encode, decode },
    /** The one schema there is, which the client has kept. */
    getSchema: () => registry.getSchema(SCHEMA_ID),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
