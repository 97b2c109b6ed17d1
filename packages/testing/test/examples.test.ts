import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { whyNoEngine } from './engines.ts'

const PACKAGE = join(import.meta.dirname, '..')
const FROM_SOURCE = ['--conditions=@hops-kafka/source', '--import', 'tsx']
const LIMIT = { cwd: PACKAGE, timeout: 110_000, killSignal: 'SIGKILL' } as const

/** Runs a program of Node as a user's shell would, without this test runner's own variables. */
async function node(...args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_)/.test(name)),
  )
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { ...LIMIT, env })
  return stdout + stderr
}

const lack = await whyNoEngine()

it.skipIf(lack !== '')(`the example for vitest passes${lack}`, async () => {
  const vitest = join(
    dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
    'vitest.mjs',
  )
  const config = ['--config', 'examples/vitest.config.ts']
  expect(await node(vitest, 'run', ...config)).toMatch(/Tests .*1 passed/)
})

it.skipIf(lack !== '')(`the example for node:test passes${lack}`, async () => {
  const said = await node(...FROM_SOURCE, '--test', 'examples/readings.node-test.ts')
  expect(said).toMatch(/pass 1\b/)
  expect(said).toMatch(/fail 0\b/)
})
