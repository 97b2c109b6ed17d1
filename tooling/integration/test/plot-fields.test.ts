import { type SeriesDocument, sortedView } from '@hops-kafka/live-plot'
import { type Sandbox, startSandbox } from '@hops-kafka/sandbox'
import { connect } from 'hops-kafka'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { configVariant, noCluster, startApp } from '../src/index.ts'

/** A topic that is none of the guide's: a record within a record, a union, a time in microseconds. */
const DOOR = {
  type: 'record',
  name: 'door',
  namespace: 'com.example',
  fields: [
    {
      name: 'place',
      type: {
        type: 'record',
        name: 'place',
        fields: [{ name: 'room', type: 'string' }],
      },
    },
    { name: 'angle', type: ['null', 'float'], default: null },
    { name: 'opens', type: 'int' },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-micros' } },
  ],
}
const FIRST_US = 1_700_000_000_000_000
const LATER = { timeout: 30_000, interval: 100 }

let sandbox: Sandbox
let config: string

beforeAll(async () => {
  sandbox = await startSandbox({
    subjects: [{ subject: 'com.example.door', schema: JSON.stringify(DOOR) }],
    topics: [{ name: 'doors', subject: 'com.example.door' }],
  })
  config = await configVariant(sandbox.configFile, ({ kafka }) => {
    kafka['topic'] = 'doors'
    delete kafka['schema']
  })
  await using hops = await connect(config, { onWarning: () => {} })
  const producer = await hops.producer<object>()
  for (const [number, step] of [0, 2, 1].entries()) {
    const value = { place: { room: 'hall' }, angle: 1.5, opens: number, at: FIRST_US + step * 1000 }
    await producer.send({ key: 'door7', value })
  }
  // Nobody has measured an angle: a gap in the line.
  await producer.send({
    value: { place: { room: 'attic' }, angle: null, opens: 9, at: FIRST_US },
  })
})

afterAll(() => sandbox?.stop())

async function plotted(...flags: readonly string[]): Promise<SeriesDocument> {
  const args = ['-c', config, '--plot', 'web', '--port', '0', '--from', 'earliest', ...flags]
  const app = startApp('consumer', args)
  const [, url = ''] = await app.said(/^plot: (http:\S+)/m)
  const read = async () =>
    (await (await fetch(new URL('/series.json', url))).json()) as SeriesDocument
  await expect.poll(async () => (await read()).status.records, LATER).toBe(4)
  const document = await read()
  app.kill('SIGTERM')
  expect((await app.ended).exitCode).toBe(0)
  return document
}

it.skipIf(noCluster !== '')(
  `any Avro topic is plotted: first number, first time, first text of its schema${noCluster}`,
  async () => {
    const { series, status } = await plotted()
    expect(status.bad).toBe(0)
    const [hall, attic] = series
    expect(hall).toMatchObject({ key: 'hall', values: [1.5, 1.5, 1.5], late: 1 })
    expect(hall?.times).toEqual([0, 2, 1].map((step) => FIRST_US / 1000 + step))
    expect([...sortedView(Float64Array.from(hall?.times ?? [])).order]).toEqual([0, 2, 1])
    expect(attic).toMatchObject({ key: 'attic', values: [null] })
  },
)

it.skipIf(noCluster !== '')(`other fields are taken by their names${noCluster}`, async () => {
  const { series } = await plotted('--key', 'angle', '--value', 'opens')
  expect(series.map(({ key, values }) => ({ key, values }))).toEqual([
    { key: '1.5', values: [0, 1, 2] },
    { key: 'doors', values: [9] },
  ])
})
