import { connect, type HopsKafka } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, configVariant, noCluster, openCluster } from '../src/index.ts'

const GUIDE_SCHEMA = `{
  "type": "record",
  "name": "sensor",
  "fields": [
    { "name": "timestamp", "type": { "type": "long", "logicalType": "timestamp-millis" } },
    { "name": "id", "type": "string" },
    { "name": "value", "type": "double" }
  ]
}`

describe.skipIf(noCluster !== '')(
  `the registry client and the mock of Hopsworks${noCluster}`,
  () => {
    let cluster: Cluster
    let hops: HopsKafka

    beforeAll(async () => {
      cluster = await openCluster()
      hops = await connect(cluster.configFile)
    })

    afterAll(async () => {
      await hops?.close()
      await cluster?.stop()
    })

    it('agree on the guide’s schema by subject, version, topic, id and text', async () => {
      const { registry } = hops
      const latest = await registry.latest('sensor')
      expect(latest).toMatchObject({ subject: 'sensor', version: 1 })
      expect(await registry.version('sensor', 1)).toEqual(latest)
      expect(await registry.subjectOfTopic('temperature')).toEqual(latest)
      expect(await registry.schemaById(latest.id)).toBe(latest.schema)
      expect(await registry.lookup('sensor', GUIDE_SCHEMA)).toEqual(latest)
      expect(JSON.parse(latest.schema)).toEqual(JSON.parse(GUIDE_SCHEMA))
    })

    it.each([
      ['subject', 'SUBJECT_NOT_FOUND', () => hops.registry.latest('nothing')],
      ['version', 'VERSION_NOT_FOUND', () => hops.registry.version('sensor', 99)],
      ['id', 'SCHEMA_NOT_FOUND', () => hops.registry.schemaById(999_999)],
      ['topic', 'TOPIC_NOT_FOUND', () => hops.registry.subjectOfTopic('nowhere')],
      ['schema', 'SCHEMA_NOT_REGISTERED', () => hops.registry.lookup('sensor', '"string"')],
    ])('tell an unknown %s apart', async (_, code, call) => {
      await expect(call()).rejects.toMatchObject({ code: `ERR_REGISTRY_${code}`, retriable: false })
    })

    it('tell an unknown project and a wrong key apart', async () => {
      const other = await configVariant(cluster.configFile, ({ project }) => {
        project['id'] = '4711'
      })
      await using stranger = await connect(other)
      await expect(stranger.registry.latest('sensor')).rejects.toMatchObject({
        code: 'ERR_REGISTRY_PROJECT_NOT_FOUND',
      })
      const keyless = await configVariant(cluster.configFile, ({ api }) => {
        api['key'] = `${'x'.repeat(16)}.${'y'.repeat(64)}`
      })
      await using intruder = await connect(keyless)
      await expect(intruder.registry.latest('sensor')).rejects.toMatchObject({
        code: 'ERR_REGISTRY_UNAUTHORIZED',
      })
    })
  },
)
