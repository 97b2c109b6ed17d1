import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claimState, readState, releaseState } from '../src/state.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-state-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const alive = async () => true
const dead = async () => false
const state = (number: number) => ({ pid: number, port: number, token: `token-${number}` })

it('lets exactly one of many claim the folder', async () => {
  const numbers = Array.from({ length: 20 }, (_, index) => index + 1)
  const claims = await Promise.all(numbers.map((n) => claimState(folder, state(n), alive)))
  const winners = numbers.filter((_, index) => claims[index])
  expect(winners).toHaveLength(1)
  expect(await readState(folder)).toEqual(state(winners[0] ?? 0))
  expect(await readdir(folder)).toEqual(['state.json'])
})

it('takes over from the dead only', async () => {
  expect(await claimState(folder, state(1), dead)).toBe(true)
  expect(await claimState(folder, state(2), alive)).toBe(false)
  expect(await claimState(folder, state(2), dead)).toBe(true)
  expect(await readState(folder)).toEqual(state(2))
})

it('releases its own state only', async () => {
  await claimState(folder, state(1), dead)
  await releaseState(folder, state(2))
  expect(await readState(folder)).toEqual(state(1))
  await releaseState(folder, state(1))
  expect(await readState(folder)).toBeUndefined()
})

it.each(['', '{"pid":1', '[]', '{"port":"x","token":1}', '\u0000'])(
  'reads %j as no state',
  async (text) => {
    await writeFile(join(folder, 'state.json'), text)
    expect(await readState(folder)).toBeUndefined()
    expect(await claimState(folder, state(1), alive)).toBe(true)
  },
)

it('does not wait for a lock that a crash left behind', async () => {
  const lock = join(folder, 'state.lock')
  await mkdir(lock)
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(lock, longAgo, longAgo)
  expect(await claimState(folder, state(1), alive)).toBe(true)
})
