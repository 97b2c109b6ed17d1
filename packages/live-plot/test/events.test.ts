import { connect, type Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { createLivePlot, type LivePlot, type LivePlotOptions } from '../src/index.ts'
import { openEvents, replay } from './support/event-stream.ts'

/** On a busy machine. */
const WAIT = { timeout: 10_000 }

const open: LivePlot[] = []

async function start(options: LivePlotOptions = {}) {
  const plot = createLivePlot({ intervalMs: 20, ...options })
  open.push(plot)
  return { plot, ...(await plot.listen()) }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((plot) => plot.close()))
})

test('a snapshot comes first, then deltas with what is new', async () => {
  const { plot, url } = await start({ title: 'stream', unit: '°C' })
  plot.push('a', 1000, 1)
  const stream = await openEvents(url)
  await vi.waitFor(() => expect(stream.frames.length).toBeGreaterThan(0))
  plot.push('a', 2000, 2)
  plot.push('b', 2000, 3)
  plot.bad({
    topic: 't',
    partition: 1,
    offset: 2n ** 60n,
    error: 'no Avro',
    firstBytes: Buffer.of(255),
  })
  await vi.waitFor(() => expect(replay(stream.frames, 1000).get('b')?.values).toEqual([3]))
  expect(replay(stream.frames, 1000).get('a')?.values).toEqual([1, 2])
  expect(stream.frames[0]).toMatchObject({
    type: 'snapshot',
    info: { title: 'stream', unit: '°C' },
  })
  expect(stream.events.slice(1).every((event) => event === 'delta')).toBe(true)
  expect(stream.frames.flatMap(({ bad }) => bad)).toMatchObject([
    { number: 0, topic: 't', partition: 1, offset: '1152921504606846976', firstBytes: 'ff' },
  ])
})

test('what clients hold equals what was pushed, whenever they came', async () => {
  const window = 50
  const { plot, url } = await start({ window })
  const pushed = new Map<string, number[]>()
  const streams = []
  for (let round = 0; round < 10; round++) {
    streams.push(await openEvents(url))
    for (let index = 0; index < 37 * round; index++) {
      const key = `key${index % 3}`
      const value = round * 1000 + index
      plot.push(key, value, value)
      pushed.set(key, [...(pushed.get(key) ?? []), value])
    }
  }
  for (const stream of streams) {
    await vi.waitFor(() => {
      const held = replay(stream.frames, window)
      for (const [key, values] of pushed) {
        expect(held.get(key)).toEqual({ next: values.length, values: values.slice(-window) })
      }
    }, WAIT)
  }
})

test('nothing is sent while nothing changes', async () => {
  const { plot, url } = await start()
  const stream = await openEvents(url)
  await vi.waitFor(() => expect(stream.frames).toHaveLength(1))
  plot.status({ lag: 7 })
  await vi.waitFor(() => expect(stream.frames).toHaveLength(2))
  expect(stream.frames[1]).toMatchObject({ keys: [], points: [], counters: [], status: { lag: 7 } })
  const other = await openEvents(url)
  await vi.waitFor(() => expect(other.frames).toHaveLength(1))
  expect(stream.frames).toHaveLength(2)
})

test('a client that never reads holds up nobody, and gets a snapshot when it reads again', async () => {
  const { plot, url, port } = await start({ window: 10_000 })
  const slow = await neverReading(port)
  const quick = await openEvents(url)
  const before = process.memoryUsage().arrayBuffers
  let count = 0
  for (let round = 0; round < 60; round++) {
    const seen = quick.frames.length
    // A tenth of a megabyte a frame: soon the slow client's socket is full.
    for (let index = 0; index < 8000; index++) plot.push('key', count, count++)
    await vi.waitFor(() => expect(quick.frames.length).toBeGreaterThan(seen), WAIT)
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30e6)
  expect(quick.events.filter((event) => event === 'snapshot')).toHaveLength(1)
  const received = reading(slow)
  await vi.waitFor(() => {
    if (received().split('event: snapshot').length < 3) plot.push('key', count, count++)
    expect(received().split('event: snapshot').length).toBeGreaterThanOrEqual(3)
  }, WAIT)
  slow.destroy()
})

test('ends every stream at once, with a word, also one that never reads', async () => {
  const { plot, url, port } = await start()
  const slow = await neverReading(port)
  const streams = [await openEvents(url), await openEvents(url)]
  const from = performance.now()
  await plot.close()
  expect(performance.now() - from).toBeLessThan(1000)
  for (const stream of streams) {
    await vi.waitFor(() => expect(stream).toMatchObject({ isEnded: true }))
    expect(stream.events.at(-1)).toBe('bye')
  }
  await expect(openEvents(url)).rejects.toThrow('ECONNREFUSED')
  slow.destroy()
})

test('more than 64 streams are refused', async () => {
  const { url } = await start()
  const streams = await Promise.all(Array.from({ length: 64 }, () => openEvents(url)))
  await expect(openEvents(url)).rejects.toThrow('status 503')
  streams[0]?.close()
  await vi.waitFor(async () => (await openEvents(url)).close())
})

function neverReading(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.pause()
      socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n')
      resolve(socket)
    })
    socket.on('error', reject)
  })
}

function reading(socket: Socket): () => string {
  let text = ''
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  socket.resume()
  return () => text
}
