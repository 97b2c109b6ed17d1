import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSimulator } from '@hops-kafka/sensor-sim'
import { connect } from 'hops-kafka'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Cluster,
  configVariant,
  noCluster,
  openCluster,
  runApp,
  startApp,
} from '../src/index.ts'

const STEPS = 1_500
const SENSORS = 6

describe.skipIf(noCluster !== '')(`a producer with --state${noCluster}`, () => {
  let cluster: Cluster
  let folder: string

  beforeAll(async () => {
    cluster = await openCluster()
    folder = await mkdtemp(join(tmpdir(), 'hops-kafka-state-'))
  })

  afterAll(async () => {
    await cluster?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('that is killed goes on where it was; its two shards together lack no reading', async () => {
    const topic = `resumed-${randomUUID()}`
    await cluster.createTopic(topic)
    const config = await configVariant(cluster.configFile, ({ kafka }) => {
      kafka['topic'] = topic
    })
    const flags = ['-c', config, '-e', String(STEPS), '-d', '0.002', '--sensors', String(SENSORS)]
    const shard = (part: number) => [...flags, '--shard', `${part}/2`, '--state', `state-${part}`]
    const killed = startApp('producer', shard(1), { cwd: folder })
    const other = runApp('producer', shard(2), { cwd: folder })
    const kept = await keptStep(join(folder, 'state-1'))
    killed.kill('SIGKILL')
    await killed.ended
    expect(kept).toBeLessThan(STEPS)
    const resumed = await runApp('producer', [...shard(1), '--json'], { cwd: folder })
    expect(resumed.exitCode, resumed.stderr).toBe(0)
    const { delivered, resumeStep } = JSON.parse(resumed.stdout)
    expect(delivered).toBeLessThanOrEqual(((STEPS - kept) * SENSORS) / 2)
    expect(resumeStep).toBe(STEPS)
    expect((await other).exitCode).toBe(0)

    const wanted = new Set<string>()
    for (const { sensor, value } of createSimulator({ sensors: SENSORS }).readings({ to: STEPS })) {
      wanted.add(`${sensor} ${value}`)
    }
    await using hops = await connect(config)
    const consumer = await hops.consumer<{ id: string; value: number }>({
      groupId: randomUUID(),
      start: 'earliest',
    })
    for await (const { value } of consumer) {
      wanted.delete(`${value?.id} ${value?.value}`)
      if (wanted.size === 0) break
    }
  })
})

/** The first step that a run has kept. */
async function keptStep(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    const step = text === undefined ? 0 : Number(JSON.parse(text).step)
    if (step > 0) return step
    await sleep(20)
  }
}
