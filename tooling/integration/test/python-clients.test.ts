import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { createSimulator } from '@hops-kafka/sensor-sim'
import { connect } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  bySensor,
  type Cluster,
  configVariant,
  findPython,
  noCluster,
  openCluster,
  runPython,
} from '../src/index.ts'

interface Event {
  readonly timestamp: number
  readonly id: string
  readonly value: number
}

const search = await findPython()
const python = 'python' in search ? search.python : ''
const reason = 'missing' in search ? ` (skipped: ${search.missing})` : ''

describe.skipIf(python === '' || noCluster !== '')(
  `confluent-kafka-python does the guide’s calls${reason || noCluster}`,
  () => {
    let cluster: Cluster
    let config: string

    beforeAll(async () => {
      cluster = await openCluster()
    })

    afterAll(() => cluster?.stop())

    /** A configuration for a topic of its own, run by Python in its folder. */
    async function onOwnTopic(): Promise<void> {
      const topic = `shared-${randomUUID()}`
      await cluster.createTopic(topic, { partitions: 2 })
      config = await configVariant(cluster.configFile, ({ kafka }) => {
        kafka['topic'] = topic
      })
    }

    it('and reads what we wrote, with the same PEM files', async () => {
      await onOwnTopic()
      const events = someEvents()
      await using hops = await connect(config)
      const producer = await hops.producer<Event>()
      await Promise.all(events.map((value) => producer.send({ key: value.id, value })))

      const output = await runPython(python, {
        program: 'guide_client.py',
        args: ['consume', config, String(events.length)],
        cwd: dirname(config),
      })
      const read = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Event)
      expect(bySensor(read)).toEqual(bySensor(events.map((event) => ({ key: event.id, ...event }))))
    })

    it('and writes what we read', async () => {
      await onOwnTopic()
      const events = someEvents()
      await runPython(python, {
        program: 'guide_client.py',
        args: ['produce', config],
        cwd: dirname(config),
        input: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
      })

      await using hops = await connect(config)
      const consumer = await hops.consumer<Event>({ groupId: randomUUID(), start: 'earliest' })
      const read: Event[] = []
      for await (const { value } of consumer) {
        if (value !== null) read.push({ ...value })
        if (read.length === events.length) break
      }
      expect(bySensor(read)).toEqual(bySensor(events))
    })
  },
)

function someEvents(): Event[] {
  const simulator = createSimulator({ seed: 11, startTimeMs: 1_700_000_000_000 })
  return [...simulator.readings({ to: 25 })].map(({ sensor, step, value }) => ({
    id: sensor,
    timestamp: simulator.eventTimeMs(step),
    value,
  }))
}
