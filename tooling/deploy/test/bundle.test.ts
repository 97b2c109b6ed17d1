import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { bundleApps } from '../src/bundle.ts'

let folder: string
let file: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'healthcheck-'))
  file = join(folder, 'heartbeat')
  await bundleApps(folder)
})

beforeEach(() => rmSync(file, { force: true }))

afterAll(() => rmSync(folder, { recursive: true }))

/** As the image calls it. */
function health(
  args: readonly string[] = ['20'],
  env: NodeJS.ProcessEnv = { HOPS_KAFKA_HEARTBEAT_FILE: file },
) {
  const program = join(folder, 'healthcheck/main.mjs')
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
    env,
    encoding: 'utf8',
  })
  return { status, told: stderr.trim() }
}

function heartbeatOf(ageS: number): void {
  writeFileSync(file, '')
  const at = Date.now() / 1000 - ageS
  utimesSync(file, at, at)
}

test('is good while the heartbeat is young', () => {
  heartbeatOf(10)
  expect(health()).toEqual({ status: 0, told: '' })
})

test('is bad once it is old', () => {
  heartbeatOf(30.2)
  expect(health()).toEqual({ status: 1, told: 'last heartbeat 30 s ago' })
})

test('is bad before the first', () => {
  expect(health()).toEqual({ status: 1, told: `no heartbeat: ${file} is missing` })
  writeFileSync(file, '')
  utimesSync(file, 0, 0)
  expect(health()).toEqual({ status: 1, told: 'no heartbeat yet' })
})

test('is bad when it is asked wrongly', () => {
  heartbeatOf(0)
  expect(health(['20'], {})).toEqual({ status: 1, told: 'HOPS_KAFKA_HEARTBEAT_FILE is not set' })
  expect(health([])).toEqual({ status: 1, told: 'usage: main.mjs SECONDS' })
  expect(health(['x'])).toEqual({ status: 1, told: 'usage: main.mjs SECONDS' })
})

test.each(['producer', 'consumer'])('the bundled %s tells its faults as from source', (app) => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(folder, app, 'main.mjs'), ...args], { encoding: 'utf8' })
  expect(run('--help').stdout).toContain(`Usage: ${app}`)
  expect(run('--nonsense').status).toBe(64)
  const { status, stderr } = run('--config', join(folder, 'none.toml'), '--json')
  expect(status).toBe(66)
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'ERR_CONFIG_NOT_FOUND' } })
})
