import { get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test } from 'vitest'
import { createLivePlot, type LivePlot } from '../src/index.ts'

/** Ten times as many by hand: `LIVE_PLOT_RECORDS=10000000`. */
const RECORDS = Number(process.env['LIVE_PLOT_RECORDS'] ?? 1_000_000)
const CHUNK = 50_000

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const open: LivePlot[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((plot) => plot.close()))
})

function heldBytes(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Pushes records and lets frames be sent in between. */
async function feed(plot: LivePlot, from: number, count: number): Promise<void> {
  for (let record = from; record < from + count; record++) {
    plot.push(`sensor${record % 8}`, record * 7 - (record % 50 === 0 ? 1000 : 0), record % 977)
    if (record % 1000 === 0) plot.bad({ topic: 't', offset: record, error: 'no Avro' })
    if (record % CHUNK === 0) await wait(1)
  }
}

test('a server with a client that reads and one that does not grows by less than 20 MB', {
  timeout: 300_000,
}, async () => {
  const plot = createLivePlot({ intervalMs: 20 })
  open.push(plot)
  const { url } = await plot.listen()
  get(`${url}events`, { agent: false }, (response) => response.resume())
  get(`${url}events`, { agent: false }, (response) => response.pause())
  await feed(plot, 0, RECORDS / 10)
  const before = heldBytes()
  await feed(plot, RECORDS / 10, RECORDS)
  expect(heldBytes() - before).toBeLessThan(20e6)
  expect(plot.read().status.records).toBe(RECORDS * 1.1)
})

test('keys beyond the most take no room', () => {
  const plot = createLivePlot({ maxKeys: 10 })
  const push = (from: number, count: number) => {
    for (let key = from; key < from + count; key++) plot.push(`key${key}`.repeat(20), key, key)
  }
  push(0, 10_100)
  const before = heldBytes()
  push(10_100, 200_000)
  expect(heldBytes() - before).toBeLessThan(1e6)
  expect(plot.read().status).toMatchObject({
    records: 10,
    recordsLeftOut: 210_090,
    keysLeftOut: 10_000,
  })
})
