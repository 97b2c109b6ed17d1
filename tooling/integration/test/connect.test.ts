import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { connect, loadConfig, text } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, configVariant, noCluster, openCluster } from '../src/index.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await openCluster({ brokerNames: 'none' })
})

afterAll(() => cluster?.stop())

describe.skipIf(noCluster !== '')(`a connected client${noCluster}`, () => {
  it('closes what it made, may be closed again, and makes nothing afterwards', async () => {
    const hops = await connect(cluster.configFile, { onWarning: () => {} })
    const producer = await hops.producer({ value: text })
    const sent = producer.send({ value: 'last words' })
    await Promise.all([hops.close(), hops.close()])
    expect(await sent).toMatchObject({ topic: 'temperature' })
    await expect(producer.send({ value: 'too late' })).rejects.toMatchObject({
      code: 'ERR_KAFKA_CLOSED',
    })
    await expect(hops.producer()).rejects.toMatchObject({ code: 'ERR_HOPS_CLOSED' })
    await expect(hops.consumer()).rejects.toMatchObject({ code: 'ERR_HOPS_CLOSED' })
  })

  it('closes a consumer whose join outlasts it', async () => {
    const hops = await connect(cluster.configFile, { onWarning: () => {} })
    const joining = hops.consumer({ groupId: randomUUID() })
    await hops.close()
    await expect(joining).rejects.toMatchObject({ code: 'ERR_HOPS_CLOSED' })
  })

  it('warns that the broker’s name is not checked where no server_name is given', async () => {
    const warnings: string[] = []
    await using hops = await connect(cluster.configFile, {
      onWarning: (warning) => warnings.push(warning),
    })
    expect(hops.settings.kafka.serverName).toBe(false)
    expect(warnings).toEqual([expect.stringContaining('kafka.server_name')])
  })

  it('refuses the broker’s certificate where a name is asked that it does not carry', async () => {
    const config = await configVariant(cluster.configFile, ({ kafka }) => {
      kafka['server_name'] = 'localhost'
    })
    await using hops = await connect(config)
    await expect(hops.producer({ value: text })).rejects.toMatchObject({
      code: 'ERR_KAFKA_TLS_NAME',
    })
  })

  it('reads and writes values as the codec’s options say', async () => {
    const codec = { strict: true, logicalTypes: { 'timestamp-millis': true } } as const
    const topic = `codec-${randomUUID()}`
    await cluster.createTopic(topic)
    const config = await configVariant(cluster.configFile, ({ kafka }) => {
      kafka['topic'] = topic
    })
    await using hops = await connect(config, { onWarning: () => {}, codec })
    const value = { timestamp: new Date(1_700_000_000_123), id: `sensor-${randomUUID()}`, value: 1 }
    await using consumer = await hops.consumer<typeof value>({ groupId: randomUUID() })
    await using producer = await hops.producer<typeof value>()
    await producer.send({ key: value.id, value })
    for await (const record of consumer) {
      expect(record.value).toEqual(value)
      break
    }
    const refused = { ...value, unit: 'C' }
    await expect(producer.send({ value: refused })).rejects.toMatchObject({
      code: 'ERR_KAFKA_SERIALIZE',
    })
  })

  it('needs a group for a consumer', async () => {
    const config = await configVariant(cluster.configFile, ({ kafka }) => {
      delete kafka.consumer['group_id']
    })
    await using hops = await connect(config, { onWarning: () => {} })
    await expect(hops.consumer()).rejects.toMatchObject({ code: 'ERR_CONFIG_INVALID' })
  })

  it('shows no secret when it is printed', async () => {
    const settings = await loadConfig(cluster.configFile)
    await using hops = await connect(settings, { onWarning: () => {} })
    const shown = inspect(hops, { depth: 20, showHidden: true }) + JSON.stringify(hops.settings)
    const { credentials } = settings.project
    if (credentials.kind !== 'stores') throw new Error('the sandbox names its stores')
    expect(shown).not.toContain(settings.registry.apiKey.reveal())
    expect(shown).not.toContain(credentials.password.reveal())
    expect(shown).not.toContain('PRIVATE KEY')
  })
})
