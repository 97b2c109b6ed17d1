import { createRequire } from 'node:module'
import kafkajs, { type Broker } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import {
  clusterTap,
  cutConnections,
  newCluster,
  type RawRequest,
  sendRequest,
  takesVersion,
  wrapSend,
} from '../src/kafkajs-internals.ts'

const kafka = new kafkajs.Kafka({
  brokers: ['127.0.0.1:1'],
  logLevel: kafkajs.logLevel.NOTHING,
})

/** What KafkaJS puts before the body of a request. */
const frame = createRequire(import.meta.url)('kafkajs/src/protocol/request.js') as (
  request: object,
) => Promise<{ readonly buffer: Buffer }>

/** A broker of KafkaJS's own, never dialled, whose pool answers as told. */
function brokerThat(answer: (request: RawRequest) => Promise<unknown>): Broker {
  const getConnection = async () => ({ send: answer })
  const pool = { send: answer, getConnection, pool: [{ socket: undefined }, {}] }
  return { connectionPool: pool, versions: { 0: { minVersion: 3, maxVersion: 13 } } } as never
}

/** What KafkaJS's connection does with a request. */
async function exchange(
  { request, response }: RawRequest,
  answer: (body: Buffer) => Buffer,
): Promise<unknown> {
  const { buffer } = await request.encode()
  const { buffer: framed } = await frame({ request, correlationId: 7, clientId: 'me' })
  expect(framed.subarray(4 + 8)).toEqual(Buffer.concat([Buffer.from('\0\x02me'), buffer]))
  return response.parse((await response.decode(answer(buffer))) as never)
}

describe('the inner parts of KafkaJS', () => {
  it('are those of the version that is installed', () => {
    const { version } = createRequire(import.meta.url)('kafkajs/package.json') as {
      version: string
    }
    expect(() => cutConnections({} as Broker, 'why')).toThrow(`Install kafkajs ${version}, exactly`)
  })

  it('give a cluster that is not connected, one a call', () => {
    const cluster = newCluster(kafka)
    expect(cluster.isConnected()).toBe(false)
    expect(newCluster(kafka)).not.toBe(cluster)
  })

  it('give the cluster of a consumer as it is made, with any assigner', () => {
    const { assigner, cluster } = clusterTap()
    expect(cluster).toThrow('the cluster of a PartitionAssigner')
    kafka.consumer({ groupId: 'g', partitionAssigners: [assigner] })
    expect(cluster().isConnected()).toBe(false)
  })

  it.each([
    ['broker.connectionPool', {}],
    ['broker.connectionPool.send', { connectionPool: { pool: [] } }],
    ['broker.connectionPool.getConnection', { connectionPool: { send: () => {}, pool: [] } }],
    ['broker.connectionPool.pool', { connectionPool: { send: () => {}, getConnection: () => {} } }],
  ])('are missed by name: %s', (name, broker) => {
    expect(() => cutConnections(broker as never, 'why')).toThrow(
      expect.objectContaining({ code: 'ERR_KAFKA_KAFKAJS', because: `it lacks ${name}` }),
    )
  })

  it('carry bytes of ours and give back what was decoded', async () => {
    const broker = brokerThat((request) => exchange(request, (body) => Buffer.concat([body, body])))
    const answer = await sendRequest(broker, {
      apiKey: 0,
      apiVersion: 7,
      apiName: 'Produce',
      body: Buffer.from('ab'),
      decode: (body) => ({ text: body.toString(), throttleMs: 5 }),
    })
    expect(answer).toEqual({ text: 'abab', throttleMs: 5 })
  })

  it('let every request pass through a function of ours', async () => {
    const seen: string[] = []
    const broker = brokerThat((request) => exchange(request, (body) => body))
    wrapSend(broker, (request, send) => {
      seen.push(request.request.apiName)
      return send(request)
    })
    const body = Buffer.from('x')
    const request = { apiKey: 3, apiVersion: 1, apiName: 'Metadata', body }
    await sendRequest(broker, { ...request, decode: () => ({ throttleMs: 0 }) })
    expect(seen).toEqual(['Metadata'])
  })

  it('know which versions of an API the broker takes', () => {
    const broker = brokerThat(async () => undefined)
    expect(takesVersion(broker, 0, 7)).toBe(true)
    expect(takesVersion(broker, 0, 2)).toBe(false)
    expect(takesVersion(broker, 22, 1)).toBe(false)
  })
})
