import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, configVariant, foreignBroker, openCluster } from '../src/index.ts'
import { openRealCluster } from '../src/real-cluster.ts'

/** Answers as Hopsworks does to the three calls that a suite makes there. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: string]>> = {
  GET: [200, '{"id":7,"subject":"sensor","version":3,"schema":"\\"string\\""}'],
  POST: [201, '{}'],
  DELETE: [204, ''],
}

describe.skipIf(foreignBroker !== '')(
  `a real cluster, played by a recorder${foreignBroker}`,
  () => {
    let sandbox: Cluster
    beforeAll(async () => {
      sandbox = await openCluster()
    })
    afterAll(() => sandbox?.stop())

    it('is asked for topics with the schema of its own topic, and for their deletion at the end', async () => {
      const asked: string[] = []
      const folder = dirname(sandbox.configFile)
      const { certificates } = JSON.parse(await readFile(join(folder, 'identity.json'), 'utf8'))
      const { key, chain } = certificates.hopsworks
      const server = createServer({ key, cert: chain }, async (request, response) => {
        const [, path] =
          /^\/hopsworks-api\/api\/project\/1143\/kafka(.*)$/.exec(request.url ?? '') ?? []
        asked.push(`${request.method} ${path} ${await text(request)}`.trim())
        const [status, body] = ANSWERS[request.method ?? ''] ?? [405, '']
        response.writeHead(status).end(body)
      })
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const { port } = server.address() as AddressInfo
      const config = await configVariant(sandbox.configFile, ({ api }) => {
        api['base'] = `:${port}/hopsworks-api/api`
      })
      const real = await openRealCluster(config)
      expect(real).toMatchObject({ engine: 'real', configFile: config, brokers: sandbox.brokers })
      await real.createTopic('mine', { partitions: 3 })
      await expect(real.killBroker()).rejects.toThrow('real cluster')
      await real.stop()
      server.close()
      const topic =
        '{"name":"mine","numOfPartitions":3,"numOfReplicas":1,"schemaName":"sensor","schemaVersion":3}'
      expect(asked).toEqual([
        'GET /topics/temperature/subjects',
        `POST /topics ${topic}`,
        'DELETE /topics/mine',
      ])
    })
  },
)
