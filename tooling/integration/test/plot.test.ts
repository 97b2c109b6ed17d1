import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { type SeriesDocument, sortedView } from '@hops-kafka/live-plot'
import { connect, text } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  configVariant,
  followEvents,
  injectedFaults,
  noCluster,
  openCluster,
  type RunningApp,
  runApp,
  startApp,
} from '../src/index.ts'

const STEPS = 2000
const SEED = 1
const SHARE = 0.01
/** More than any sensor sends, so that nothing leaves the window. */
const WINDOW = 3000
const LATER = { timeout: 60_000, interval: 100 }

let cluster: Cluster

beforeAll(async () => {
  cluster = await openCluster()
})

afterAll(() => cluster?.stop())

async function ownTopic(): Promise<string> {
  const topic = `plot-${randomUUID()}`
  await cluster.createTopic(topic, { partitions: 2 })
  return configVariant(cluster.configFile, ({ kafka }) => {
    kafka['topic'] = topic
    kafka.consumer['group_id'] = topic
  })
}

/** The consumer with its plot, and where that is. */
async function startPlot(config: string, ...flags: readonly string[]) {
  const args = ['-c', config, '--plot', 'web', '--interval', '0.1', ...flags]
  const app = startApp('consumer', args)
  const [, url = ''] = await app.said(/^plot: (http:\S+)/m)
  return { app, url }
}

async function read(url: string): Promise<SeriesDocument> {
  return (await (await fetch(new URL('/series.json', url))).json()) as SeriesDocument
}

async function stop(app: RunningApp): Promise<void> {
  app.kill('SIGTERM')
  const { exitCode, stderr } = await app.ended
  expect(exitCode, stderr).toBe(0)
}

describe.skipIf(noCluster !== '')(`the consumer’s plot${noCluster}`, () => {
  it('shows eight sensors in both orders, and counts what the simulator injected', async () => {
    const config = await ownTopic()
    const { app, url } = await startPlot(config, '--window', String(WINDOW))
    await using events = followEvents(url)
    const faults = ['--late', '--duplicates', '--drop-outs'].flatMap((flag) => [flag, `${SHARE}`])
    const args = ['-c', config, '-e', `${STEPS}`, '-d', '0.005', '--seed', `${SEED}`, ...faults]
    const producer = await runApp('producer', args)
    expect(producer.exitCode, producer.stderr).toBe(0)
    const expected = injectedFaults({ seed: SEED, steps: STEPS, share: SHARE })
    const total = [...expected.values()].reduce((sum, { count }) => sum + count, 0)
    await expect.poll(async () => (await read(url)).status.records, LATER).toBe(total)

    const { series, status } = await read(url)
    expect(series).toHaveLength(8)
    expect(status).toMatchObject({ lag: 0, partitions: 2, bad: 0, recordsLeftOut: 0 })
    for (const { key, count, late, duplicates, gaps, times } of series) {
      expect({ count, late, duplicates, gaps }, key).toEqual(expected.get(key))
      expect(isAscending(times), key).toBe(false)
      expect(isAscending([...sortedView(Float64Array.from(times)).x]), key).toBe(true)
    }
    const metrics = await (await fetch(new URL('/metrics', url))).text()
    for (const [key, { late, duplicates, gaps }] of expected) {
      expect(metrics).toContain(`live_plot_key_late_total{key="${key}"} ${late}\n`)
      expect(metrics).toContain(`live_plot_key_duplicates_total{key="${key}"} ${duplicates}\n`)
      expect(metrics).toContain(`live_plot_key_gaps{key="${key}"} ${gaps}\n`)
    }
    await expect.poll(() => events.records, LATER).toBe(total)
    expect(events.snapshots).toBe(1)
    expect(events.deltas).toBeGreaterThan(10)
    await stop(app)
  })

  it('shows a bad record with its place and first bytes, and goes on', async () => {
    const config = await ownTopic()
    const { app, url } = await startPlot(config)
    await send(config, { from: 0, steps: 3 })
    const place = await sendBad(config)
    await send(config, { from: 3, steps: 3 })
    await expect.poll(async () => (await read(url)).status.records, LATER).toBe(6 * 8)
    const { bad, status } = await read(url)
    expect(status.bad).toBe(1)
    expect(bad).toMatchObject([
      { ...place, key: 'sensor0', firstBytes: Buffer.from(NOT_AVRO).toString('hex') },
    ])
    expect(bad[0]?.error).not.toBe('')
    await stop(app)
    const { stderr } = await app.ended
    expect(stderr).toContain(`${place.topic}-${place.partition}@${place.offset}`)
    expect(stderr).toMatch(/read 48 records, skipped 1 that cannot be decoded/)
  })

  it('is found again at its address by who was watching when the consumer died', async () => {
    const config = await ownTopic()
    const port = String(await freePort())
    const first = await startPlot(config, '--port', port)
    await using events = followEvents(first.url)
    await send(config, { from: 0, steps: 2 })
    await expect.poll(() => events.records, LATER).toBe(2 * 8)
    first.app.kill('SIGKILL')
    await first.app.ended
    await send(config, { from: 2, steps: 3 })

    const second = await startPlot(config, '--port', port, '--from', 'earliest')
    expect(second.url).toBe(first.url)
    await expect.poll(() => events.records, LATER).toBe(5 * 8)
    expect(events.snapshots).toBe(2)
    await stop(second.app)
  })

  it('takes its fields by name, and leaves out sensors beyond -s', async () => {
    const config = await ownTopic()
    const flags = ['-s', '2', '--value', 'timestamp', '--sorted']
    const { app, url } = await startPlot(config, ...flags)
    await send(config, { from: 0, steps: 2 })
    await expect.poll(async () => (await read(url)).status.recordsLeftOut, LATER).toBe(2 * 6)
    const { info, series, status } = await read(url)
    expect(info).toMatchObject({ view: 'sorted', maxKeys: 2 })
    expect(status.keysLeftOut).toBe(6)
    for (const { times, values } of series) expect(values).toEqual(times)
    await stop(app)
  })

  it('is one line an interval on stderr with --plot term, while stdout has the records', async () => {
    const config = await ownTopic()
    await send(config, { from: 0, steps: 2 })
    const run = await runApp('consumer', ['-c', config, '--plot', 'term', '-n', '16'])
    expect(run.exitCode, run.stderr).toBe(0)
    expect(run.stdout.trim().split('\n')).toHaveLength(16)
    expect(run.stderr).toMatch(/^ended, 16 records, .*sensor\d /m)
  })

  it('wants a token where others can reach it', async () => {
    const run = await runApp('consumer', [
      ...['-c', cluster.configFile, '--plot', 'web', '--host', '0.0.0.0', '--port', '0'],
    ])
    expect(run.exitCode).toBe(64)
    expect(run.stderr).toMatch(/^error ERR_PLOT_TOKEN_NEEDED: /m)
  })
})

const NOT_AVRO = 'no Avro at all'

function isAscending(times: readonly number[]): boolean {
  return times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))
}

async function send(config: string, { from, steps }: { from: number; steps: number }) {
  const args = ['-c', config, '-t', `${from}`, '-e', `${steps}`, '-d', '0']
  const { exitCode, stderr } = await runApp('producer', args)
  expect(exitCode, stderr).toBe(0)
}

/** Sends a record that is no Avro, and tells where it lies. */
async function sendBad(config: string) {
  await using hops = await connect(config, { onWarning: () => {} })
  const producer = await hops.producer({ value: text })
  const { partition, offset } = await producer.send({ key: 'sensor0', value: NOT_AVRO })
  return { topic: hops.settings.kafka.topic, partition, offset: String(offset) }
}

function freePort(): Promise<number> {
  return new Promise((onFree) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => onFree(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
