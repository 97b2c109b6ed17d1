import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { SCENARIOS } from '../src/scenarios/index.ts'

const FLAGS = ['--conditions=@hops-kafka/source', '--import', 'tsx', 'src/main.ts']

function nightly(...args: readonly string[]) {
  const cwd = resolve(import.meta.dirname, '..')
  return promisify(execFile)(process.execPath, [...FLAGS, ...args], { cwd })
}

describe('pnpm test:nightly', () => {
  it('lists the scenarios', async () => {
    const { stdout } = await nightly('--list')
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ', 1)[0])
    expect(names).toEqual(Object.keys(SCENARIOS))
  })

  it.each([
    [['no-such'], 'there is no scenario "no-such"'],
    [['--size', '2'], '--size is 2'],
    [['--seed', 'x'], '--seed is x'],
  ])('refuses %j', async (args, words) => {
    await expect(nightly(...args)).rejects.toMatchObject({
      code: 64,
      stderr: expect.stringContaining(words),
    })
  })
})
