import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type ClientRequest, get } from 'node:http'
import { createLivePlot, type LivePlot } from '@hops-kafka/live-plot'
import { engineHere, startSandbox } from '@hops-kafka/sandbox'
import { createSimulator } from '@hops-kafka/sensor-sim'
import { connect, type HopsKafka } from 'hops-kafka'
import type { Contender } from '../runner.ts'

const RECORDS = 100_000
const SENSORS = 8

interface Reading {
  readonly timestamp: number
  readonly id: string
  readonly value: number
}

/**
 * Consumers of a real Kafka that plot what they read: one whose page nobody looks at, and one with
 * clients of which the last never reads. Or why there is no Kafka.
 */
export async function startPlottingConsumers(clients: number) {
  if ((await engineHere()) === undefined) {
    const reason = 'consumers that plot: no container engine answers and there is no Java'
    return { available: false as const, reason }
  }
  const sandbox = await startSandbox()
  const hops = await connect(sandbox.configFile)
  await fill(hops)
  return {
    available: true as const,
    alone: consumer('no client', hops, 0),
    watched: consumer(`${clients} clients`, hops, clients),
    async close() {
      await hops.close()
      await sandbox.stop()
    },
  }
}

async function fill(hops: HopsKafka): Promise<void> {
  const simulator = createSimulator({ sensors: SENSORS })
  const producer = await hops.producer<Reading>()
  const sent: PromiseLike<unknown>[] = []
  for (const { sensor: id, step, value } of simulator.readings({ to: RECORDS / SENSORS })) {
    sent.push(producer.send({ key: id, value: { timestamp: step * 500, id, value } }))
  }
  await Promise.all(sent)
  await producer.close()
}

function consumer(name: string, hops: HopsKafka, clients: number): Contender {
  return {
    name,
    operations: RECORDS,
    async run(records) {
      const plot = createLivePlot()
      const { url } = await plot.listen({ port: 0 })
      const open = await Promise.all(
        Array.from({ length: clients }, (_, index) => watch(url, index < clients - 1)),
      )
      try {
        return await read(hops, plot, records)
      } finally {
        for (const request of open) request.destroy()
        await plot.close()
      }
    },
  }
}

/** Follows the stream of frames as a page does, or takes the answer and never reads it. */
async function watch(url: string, reads: boolean): Promise<ClientRequest> {
  const request = get(`${url}events`, { agent: false })
  request.on('error', () => {})
  const [answer] = await once(request, 'response')
  answer.on('error', () => {})
  if (reads) answer.resume()
  return request
}

/** From the first record on: how long a group needs to form is not what is asked. */
async function read(hops: HopsKafka, plot: LivePlot, records: number) {
  const consumer = await hops.consumer<Reading>({ groupId: randomUUID(), start: 'earliest' })
  let begun = { at: 0, cpu: process.cpuUsage() }
  let seen = 0
  for await (const { value } of consumer) {
    if (seen === 0) begun = { at: performance.now(), cpu: process.cpuUsage() }
    if (value !== null) plot.push(value.id, value.timestamp, value.value)
    if (++seen === records) break
  }
  const wallNs = (performance.now() - begun.at) * 1e6
  const { user, system } = process.cpuUsage(begun.cpu)
  await consumer.close()
  return { wallNs, cpuNs: (user + system) * 1e3, rssBytes: process.memoryUsage.rss() }
}
