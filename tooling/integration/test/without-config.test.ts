import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type AppOptions, noCluster, runApp } from '../src/index.ts'

describe.skipIf(noCluster !== '')(`in a folder without config.toml${noCluster}`, () => {
  let folder: string
  let options: AppOptions

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hops-kafka-newcomer-'))
    options = {
      cwd: folder,
      // A sandbox of its own, so that the developer's is left alone; it ends by itself soon after.
      env: { HOPS_KAFKA_SANDBOX_DIR: join(folder, 'sandbox'), HOPS_KAFKA_SANDBOX_IDLE_MS: '3000' },
    }
  })

  afterAll(async () => {
    await vi.waitUntil(() => !existsSync(join(folder, 'sandbox', 'state.json')), {
      timeout: 30_000,
      interval: 100,
    })
    await rm(folder, { recursive: true })
  })

  it('the apps share the sandbox and say so', async () => {
    const producer = await runApp('producer', ['-e', '3', '-d', '0', '--json'], options)
    expect(producer.stderr).toMatch(/^no config\.toml here: using the local sandbox/)
    expect(producer.exitCode, producer.stderr).toBe(0)
    expect(JSON.parse(producer.stdout)).toEqual({
      delivered: 24,
      failed: 0,
      discarded: 0,
      unsent: 0,
      resumeStep: 3,
    })

    const consumer = await runApp('consumer', ['-n', '24'], options)
    expect(consumer.stderr).toMatch(/^no config\.toml here: using the local sandbox/)
    const records = consumer.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: string; value: { id: string } })
    expect(records).toHaveLength(24)
    expect(new Set(records.map(({ value }) => value.id)).size).toBe(8)
    expect(consumer.exitCode, consumer.stderr).toBe(0)
  })

  it('`--dry-run` and `--help` need neither sandbox nor Kafka', async () => {
    const dry = await runApp('producer', ['--dry-run', '-e', '2', '-d', '0', '-t', '5'], options)
    const events = dry.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.map(({ id, step }) => `${id}@${step}`).slice(6, 10)).toEqual([
      ...['sensor6@5', 'sensor7@5', 'sensor0@6', 'sensor1@6'],
    ])
    expect(dry).toMatchObject({ exitCode: 0, stderr: '' })

    const help = await runApp('consumer', ['--help'], options)
    expect(help.stdout).toContain('--from <where>')
    expect(help.exitCode).toBe(0)
  })
})
