import { HopsworksRegistry } from '@hops-kafka/registry'
import { bareUndici } from '../peers/bare-undici.ts'
import { startKafkajsRegistry } from '../peers/kafkajs-registry.ts'
import { startSchemaServer } from '../peers/schema-server.ts'
import type { Arena, Bench, Contender } from '../runner.ts'
import { sensor } from '../workloads/sensor.ts'

/** A warm id should cost no more than KafkaJS's registry client takes for it. */
const WARM_GOAL = 1
/** A cold id may take 1.2 times a bare request: time-outs, signals, checks and cache. */
const COLD_GOAL = 1 / 1.2

const WARM_OPERATIONS = 100_000
const COLD_OPERATIONS = 800

/** A schema by its id: from the cache, and over HTTPS on loopback. */
export const registry: Bench = {
  about: 'a schema by its id, kept and asked for',
  async setUp(): Promise<Arena> {
    const server = await startSchemaServer()
    const client = new HopsworksRegistry({
      url: `${server.url}/hopsworks-api/api/project/119/kafka`,
      apiKey: 'prefix.secret',
      ca: server.ca,
    })
    const bare = bareUndici(server)
    const kafkajs = await startKafkajsRegistry(sensor)
    const counter = { next: 2 }
    await client.schemaById(1)
    return {
      comparisons: [
        {
          title: 'warm id',
          ours: awaited('registry', WARM_OPERATIONS, () => client.schemaById(1)),
          peers: [
            {
              ...awaited('@kafkajs/confluent-schema-registry', WARM_OPERATIONS, kafkajs.getSchema),
              goal: WARM_GOAL,
            },
          ],
        },
        {
          title: 'cold id',
          ours: awaited('registry', COLD_OPERATIONS, () => client.schemaById(counter.next++)),
          peers: [
            {
              ...awaited('bare undici', COLD_OPERATIONS, () => bare.get(counter.next++)),
              goal: COLD_GOAL,
            },
          ],
        },
      ],
      notes: [],
      async close() {
        await client.close()
        await bare.close()
        await kafkajs.close()
        await server.close()
      },
    }
  },
}

/** A contender each of whose operations is awaited before the next. */
function awaited(name: string, operations: number, work: () => Promise<unknown>): Contender {
  return {
    name,
    operations,
    async run(count) {
      for (let done = 0; done < count; done++) await work()
      return undefined
    },
  }
}
