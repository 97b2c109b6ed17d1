import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { loadConfig } from 'hops-kafka'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Cluster, configVariant, noCluster, openCluster, runApp } from '../src/index.ts'

/** The guide's record, but with whole degrees: what the simulator reads does not fit. */
const WHOLE_DEGREES = {
  type: 'record',
  name: 'whole',
  fields: [
    { name: 'timestamp', type: 'long' },
    { name: 'id', type: 'string' },
    { name: 'value', type: 'int' },
  ],
}

let cluster: Cluster

beforeAll(async () => {
  cluster = await openCluster()
})

afterAll(() => cluster?.stop())

it.skipIf(noCluster !== '')(
  `a record that does not fit the schema is discarded by name, counted, and the run goes on${noCluster}`,
  async () => {
    await register('whole', WHOLE_DEGREES)
    const config = await configVariant(cluster.configFile, ({ kafka }) => {
      kafka['schema'] = 'whole'
    })
    // At step 0 sensor3, which has no noise, reads exactly 50; the others read fractions.
    const run = await runApp('producer', ['-c', config, '-e', '1', '-d', '0', '--sensors', '4'])
    for (const sensor of ['sensor0', 'sensor1', 'sensor2']) {
      const line = new RegExp(
        `^discarded: ${sensor} step 0 value ([\\d.]+): .*value must be int .*\\1`,
        'm',
      )
      expect(run.stderr).toMatch(line)
    }
    expect(run.stderr).toMatch(/^delivered 1 · failed 0 · discarded 3 in/m)
    expect(run.exitCode).toBe(0)
  },
)

/** Registers a schema as the Hopsworks UI does; our client does not write to registries yet. */
async function register(subject: string, schema: unknown): Promise<void> {
  const { registry } = await loadConfig(cluster.configFile)
  const call = request(`${registry.url}/subjects/${subject}/versions`, {
    method: 'POST',
    ca: await readFile(String(registry.verify)),
    headers: {
      authorization: `ApiKey ${registry.apiKey.reveal()}`,
      'content-type': 'application/json',
    },
  })
  call.end(JSON.stringify({ schema: JSON.stringify(schema) }))
  const [answer] = (await once(call, 'response')) as [IncomingMessage]
  answer.resume()
  expect(answer.statusCode).toBe(200)
}
