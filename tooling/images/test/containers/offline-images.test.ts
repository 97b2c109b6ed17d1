import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildOfflineImages, type OfflineImage } from '../../src/build-offline-images.ts'
import { run } from '../../src/run.ts'

/** What this machine lacks for building images; empty when nothing. */
const lack = await whatIsMissing()

async function whatIsMissing(): Promise<string> {
  const reasons: string[] = []
  if (process.getuid?.() !== 0) reasons.push('not root')
  if (!existsSync('/usr/sbin/debootstrap')) reasons.push('no debootstrap')
  if ((await run(['docker', 'version'])).exitCode !== 0) reasons.push('no container engine')
  return reasons.length === 0 ? '' : ` (skipped: ${reasons.join(', ')})`
}

describe.skipIf(lack !== '')(`the offline images${lack}`, () => {
  const container = `hops-kafka-images-${randomUUID()}`
  let kafka: string
  let node: string

  async function docker(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await run(['docker', ...args])
    expect(exitCode, stderr).toBe(0)
    return `${stdout}${stderr}`.trim()
  }

  beforeAll(async () => {
    const images: readonly OfflineImage[] = await buildOfflineImages(() => undefined)
    kafka = images.find(({ name }) => name.includes('kafka-offline'))?.name ?? ''
    node = images.find(({ name }) => name.includes('node-offline'))?.name ?? ''
  }, 300_000)
  afterEach(() => run(['docker', 'rm', '--force', '--volumes', container]))

  it('are not built again when they are there', async () => {
    const said: string[] = []
    await buildOfflineImages((text) => said.push(text))
    expect(said).toEqual([])
  })

  it("start Kafka by the image's own entry point, not as root, and end it in order on SIGTERM", async () => {
    await docker('run', '--detach', '--name', container, kafka)
    const log = (): Promise<string> => docker('logs', container)
    await expect.poll(log, { timeout: 60_000 }).toContain('Kafka Server started')
    expect(await docker('exec', container, 'id', '-u')).toBe('1000')
    await docker('stop', '--time', '30', container)
    // Kafka leaves it when it has closed its files in order.
    const mark = `${container}:/var/lib/kafka/data/.kafka_cleanshutdown`
    await docker('cp', mark, '-')
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', container)).toBe('143')
  })

  it('take settings from KAFKA_ variables, as the public image does', async () => {
    const settings = ['--env', 'KAFKA_NUM_PARTITIONS=7', '--env', 'KAFKA_NODE_ID=1']
    await docker('run', '--detach', '--name', container, ...settings, kafka)
    const file = '/opt/kafka/config/server.properties'
    const written = async (): Promise<string> =>
      (await run(['docker', 'exec', container, 'cat', file])).stdout
    await expect.poll(written, { timeout: 30_000 }).toContain('num.partitions=7')
  })

  it('run TypeScript in Node, and have npm', async () => {
    const script =
      'cd; echo "const n: number = 24; console.log(n, process.getuid())" >a.ts; node a.ts; npm --version'
    const said = await docker('run', '--rm', '--user', 'node', node, '/bin/sh', '-c', script)
    expect(said).toMatch(/^24 1000\n\d+\.\d+\.\d+$/)
  })
})
