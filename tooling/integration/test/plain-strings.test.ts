import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Cluster, configVariant, noCluster, openCluster, runApp } from '../src/index.ts'

let cluster: Cluster

beforeAll(async () => {
  cluster = await openCluster()
})

afterAll(() => cluster?.stop())

it.skipIf(noCluster !== '')(
  `plain strings go through with --simple; without it they are skipped, named and counted${noCluster}`,
  async () => {
    const topic = `strings-${randomUUID()}`
    await cluster.createTopic(topic, { partitions: 1 })
    const config = await configVariant(cluster.configFile, ({ kafka }) => {
      kafka['topic'] = topic
    })
    const send = ['-c', config, '-e', '1', '-d', '0', '--sensors', '3']
    expect((await runApp('producer', [...send, '--simple'])).exitCode).toBe(0)
    expect((await runApp('producer', send)).exitCode).toBe(0)

    const plain = await runApp('consumer', [
      '-c',
      config,
      '--simple',
      '--from',
      'earliest',
      '-n',
      '3',
    ])
    const lines = plain.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { value: string }).value)
    expect(lines).toEqual([
      expect.stringMatching(/^sensor0 \d{4}-\d\d-\d\dT[\d:.]+Z \d+\.\d+$/),
      expect.stringMatching(/^sensor1 /),
      expect.stringMatching(/^sensor2 /),
    ])

    const avro = await runApp('consumer', ['-c', config, '--from', 'earliest', '-n', '3'])
    expect(avro.exitCode).toBe(0)
    for (const offset of [0, 1, 2]) expect(avro.stderr).toContain(`${topic}-0@${offset}`)
    expect(avro.stderr).toContain('73 65 6e 73 6f 72') // 'sensor'
    expect(avro.stderr).toMatch(/read 3 records, skipped 3 that cannot be decoded/)
  },
)
