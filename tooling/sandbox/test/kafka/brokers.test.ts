import { type FaultProxy, startFaultProxy } from '@hops-kafka/fault-proxy'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/index.ts'
import { projectClient, receive, send } from './project-client.ts'

let sandbox: Sandbox
const proxies = new Map<number, FaultProxy>()

beforeAll(async () => {
  sandbox = await startSandbox({
    engine: 'jvm',
    brokers: 3,
    denyIdempotentWrite: true,
    advertise: async ({ id, host, port }) => {
      const proxy = await startFaultProxy({ upstream: { host, port } })
      proxies.set(id, proxy)
      return proxy.address
    },
  })
})

afterAll(async () => {
  await sandbox?.stop()
  for (const proxy of proxies.values()) await proxy.close()
})

async function newTopic(): Promise<string> {
  const topic = `topic-${crypto.randomUUID()}`
  await sandbox.createTopic(topic, { partitions: 3 })
  return topic
}

const plain = { idempotent: false }

it('tells clients of three brokers, and sends them to what stands in front', async () => {
  const client = await projectClient(sandbox.configFile)
  const topic = await newTopic()
  const admin = client.admin()
  await admin.connect()
  const { brokers } = await admin.describeCluster()
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  await admin.disconnect()
  const addresses = brokers.map(({ host, port }) => `${host}:${port}`)
  expect(new Set(addresses)).toEqual(new Set(sandbox.brokers))
  expect(new Set([...proxies.values()].map(({ address }) => address))).toEqual(
    new Set(sandbox.brokers),
  )
  expect(sandbox.directBrokers.filter((address) => sandbox.brokers.includes(address))).toEqual([])
  expect(topics[0]?.partitions.map(({ replicas }) => replicas.length)).toEqual([3, 3, 3])
  expect(new Set(topics[0]?.partitions.map(({ leader }) => leader)).size).toBe(3)
})

it('keeps what was acknowledged, and serves, while one of three is dead', async () => {
  const client = await projectClient(sandbox.configFile)
  const topic = await newTopic()
  await send(client, topic, ['before'], plain)
  await sandbox.killBroker(2)
  try {
    await send(client, topic, ['without'], plain)
    expect(await receive(client, topic, 2)).toEqual(['before', 'without'])
  } finally {
    await sandbox.restartBroker(2)
  }
  expect(await sandbox.brokerLog(2)).toContain('Kafka Server started')
  await expect(sandbox.killBroker(4)).rejects.toMatchObject({ code: 'ERR_SANDBOX_BAD_ARGUMENT' })
})

it('gives the project user no producer id, as Hopsworks before 4.0, yet takes its records', async () => {
  const client = await projectClient(sandbox.configFile)
  const topic = await newTopic()
  await expect(send(client, topic, ['no'])).rejects.toMatchObject({
    type: 'CLUSTER_AUTHORIZATION_FAILED',
  })
  await send(client, topic, ['yes'], plain)
  expect(await receive(client, topic, 1)).toEqual(['yes'])
})
