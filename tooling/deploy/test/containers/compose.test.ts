import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createSimulator } from '@hops-kafka/sensor-sim'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Deployment, docker, leftoversOf, tryDocker } from '../../src/deployment.ts'
import { BUILT_IMAGES } from '../../src/images.ts'
import { whatIsMissing } from './what-is-missing.ts'

const missing = await whatIsMissing()
const reason = missing === undefined ? '' : ` (skipped: ${missing})`

const SENSORS = 8
const WAIT = { timeout: 60_000, interval: 500 }

interface Line {
  readonly partition: number
  readonly offset: string
  readonly value: { readonly id: string; readonly value: number }
}

describe.skipIf(missing !== undefined)(`the deployment${reason}`, () => {
  let deployment: Deployment
  let producers: readonly string[]
  let consumers: readonly string[]

  beforeAll(async () => {
    deployment = await Deployment.open({ HOPS_KAFKA_DELAY: '0.2' })
    await deployment.compose('up', '--producers', '2', '--consumers', '2', '--detach')
    producers = await deployment.containers('producer')
    consumers = await deployment.containers('consumer')
  })

  afterAll(() => deployment?.close())

  test('all are healthy', async () => {
    expect([producers.length, consumers.length]).toEqual([2, 2])
    const [kafka, hopsworks] = await Promise.all(
      ['kafka', 'hopsworks'].map((service) => deployment.containers(service)),
    )
    const all = [...producers, ...consumers, ...(kafka ?? []), ...(hopsworks ?? [])]
    await vi.waitFor(async () => {
      const states = await docker('inspect', '--format', '{{.State.Health.Status}}', ...all)
      expect(states.trim().split('\n')).toEqual(all.map(() => 'healthy'))
    }, WAIT)
  })

  test('no container has more rights than it needs', async () => {
    const own = `label=com.docker.compose.project=${deployment.project}`
    const ids = (await docker('ps', '--all', '--quiet', '--filter', own)).trim().split('\n')
    expect(ids).toHaveLength(8)
    for (const { Config, HostConfig } of JSON.parse(await docker('inspect', ...ids))) {
      expect(Config.User).toBe('1000:1000')
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        Privileged: false,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
      })
      expect(HostConfig.CapAdd ?? []).toEqual([])
      expect(Object.keys(HostConfig.PortBindings ?? {})).toEqual([])
    }
  })

  test('no secret is in an image, an environment or a command line', async () => {
    const [one = ''] = consumers
    const folder = '/etc/hops-kafka'
    const files = [`${folder}/config.toml`, `${folder}/cert/storePassword`]
    const [config = '', password = ''] = await Promise.all(
      files.map((file) => docker('exec', one, 'cat', file)),
    )
    const secrets = [...config.matchAll(/^(?:key|key_password) = '(.+)'$/gm)].map(([, it]) => it)
    expect(secrets).toHaveLength(2)
    const ids = [...producers, ...consumers, ...(await deployment.containers('kafka'))]
    const told = [await docker('inspect', ...ids)]
    for (const { name } of BUILT_IMAGES) {
      told.push(await docker('image', 'inspect', name))
      told.push(await docker('history', '--no-trunc', name))
      const files = ['run', '--rm', '--network=none', '--entrypoint=find', name]
      const names = await docker(...files, '/app', '/etc/hops-kafka', '-type', 'f').catch(() => '')
      expect(names).not.toMatch(/\.(toml|jks|pem|key|p12)$/m)
    }
    for (const secret of [...secrets, password, 'PRIVATE KEY']) {
      expect(told.join('\n').includes(String(secret))).toBe(false)
    }
  })

  test('health goes bad with the broker and comes back with it', async () => {
    const [kafka = ''] = await deployment.containers('kafka')
    await docker('kill', kafka)
    await untilHealthIs(false)
    await docker('start', kafka)
    await untilHealthIs(true)
  })

  test('a stop delivers what is on its way; every sensor has come whole and in order', async () => {
    const startedAt = performance.now()
    await docker('stop', '--time', '15', ...producers)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    const sent = await Promise.all(producers.map(summaryOf))
    for (const { exitCode, ...summary } of sent) {
      expect({ exitCode, ...summary }).toMatchObject({ exitCode: 0, failed: 0, unsent: 0 })
    }
    const total = sent.reduce((sum, { delivered }) => sum + delivered, 0)
    expect(total).toBeGreaterThan(0)
    let lines: readonly Line[] = []
    await vi.waitFor(async () => {
      lines = inOrder((await Promise.all(consumers.map(linesOf))).flat())
      expect(lines.length).toBeGreaterThanOrEqual(total)
    }, WAIT)
    for (const [index, id] of producers.entries()) {
      const steps = (sent[index]?.delivered ?? 0) / SENSORS
      for (const [sensor, values] of expectedValues(steps)) {
        expect(valuesOf(lines, `${id.slice(0, 12)}-${sensor}`)).toEqual(values)
      }
    }
  })

  test('consumers leave in order when they are stopped', async () => {
    const startedAt = performance.now()
    await docker('stop', '--time', '15', ...consumers)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    const codes = await docker('inspect', '--format', '{{.State.ExitCode}}', ...consumers)
    expect(codes.trim().split('\n')).toEqual(['0', '0'])
  })

  test('down leaves nothing', async () => {
    expect(await deployment.leftovers()).not.toBe('')
    await deployment.compose('down')
    expect(await deployment.leftovers()).toBe('')
  })

  async function untilHealthIs(expected: boolean): Promise<void> {
    const apps = [...producers, ...consumers]
    await vi.waitFor(async () => {
      const checks = apps.map((id) =>
        tryDocker('exec', id, 'node', '/app/healthcheck/main.mjs', '6'),
      )
      const health = (await Promise.all(checks)).map(({ exitCode }) => exitCode === 0)
      expect(health).toEqual(apps.map(() => expected))
    }, WAIT)
  }
})

test.skipIf(missing !== undefined)(
  `a test run that is killed leaves nothing${reason}`,
  async () => {
    const project = `hops-kafka-test-killed-${process.pid}`
    const program = resolve(import.meta.dirname, 'create-and-wait.ts')
    const flags = ['--conditions=@hops-kafka/source', '--import', 'tsx', program, project]
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    expect(await leftoversOf(project)).not.toBe('')
    child.kill('SIGKILL')
    await vi.waitFor(async () => expect(await leftoversOf(project)).toBe(''), WAIT)
  },
)

interface Summary {
  readonly exitCode: number
  readonly delivered: number
}

/** What a producer that has ended says about itself. */
async function summaryOf(id: string): Promise<Summary> {
  const [{ State }] = JSON.parse(await docker('inspect', id))
  const last = (await docker('logs', id)).trim().split('\n').at(-1) ?? ''
  return { exitCode: State.ExitCode, ...JSON.parse(last) }
}

async function linesOf(id: string): Promise<Line[]> {
  const lines = (await docker('logs', id)).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line))
}

/** Each record once, in the order of the topic: a rebalance brings some twice. */
function inOrder(lines: readonly Line[]): readonly Line[] {
  const places = new Map(lines.map((line) => [`${line.partition}@${line.offset}`, line]))
  return [...places.values()].sort((a, b) => Number(a.offset) - Number(b.offset))
}

/**
 * A sensor's values in the order of their first arrival: it is on one partition. The broker's death may bring some twice,
 * since a request that got no answer is sent again.
 */
function valuesOf(lines: readonly Line[], id: string): number[] {
  const own = lines.filter(({ value }) => value.id === id)
  return [...new Set(own.map(({ value }) => value.value))]
}

/** What a producer sends in so many steps, by sensor. */
function expectedValues(steps: number): Map<string, number[]> {
  const bySensor = new Map<string, number[]>()
  const { readings } = createSimulator({ sensors: SENSORS })
  for (const { sensor, value } of readings({ from: 0, to: steps })) {
    bySensor.set(sensor, [...(bySensor.get(sensor) ?? []), value])
  }
  return bySensor
}
