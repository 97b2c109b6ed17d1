import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { Checkpoint, fromCheckpoint } from '../src/checkpoint.ts'
import { type Flags, readFlags } from '../src/flags.ts'

const folder = mkdtempSync(join(tmpdir(), 'hops-kafka-checkpoint-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const flagsOf = (...argv: string[]): Flags => readFlags(argv) as Flags
const fresh = (() => {
  let count = 0
  return () => join(folder, `state-${count++}`)
})()

it('gives back the step that was kept, and leaves nothing else behind', () => {
  const file = fresh()
  const flags = flagsOf('-t', '5', '-e', '100')
  const first = new Checkpoint(file, flags)
  expect(first.step).toBeUndefined()
  expect(fromCheckpoint(flags, first)).toBe(flags)
  first.keep(40)
  first.keep(41)
  const again = new Checkpoint(file, flags)
  expect(again.step).toBe(41)
  // Ends where it would have ended in one go.
  expect(fromCheckpoint(flags, again)).toMatchObject({ time: 41, events: 64 })
  expect(fromCheckpoint(flagsOf('-e', '-1'), again)).toMatchObject({ time: 41, events: -1 })
  again.keep(105)
  expect(fromCheckpoint(flags, new Checkpoint(file, flags))).toMatchObject({ time: 105, events: 0 })
  expect(readdirSync(folder)).toEqual([file.slice(folder.length + 1)])
})

it.each(['', 'garbage', '{}', '{"step":-1}', '[1]', 'null'])(
  'refuses a file that holds %j',
  (text) => {
    const file = fresh()
    writeFileSync(file, text)
    expect(() => new Checkpoint(file, flagsOf())).toThrow(
      expect.objectContaining({ code: 'ERR_PRODUCER_STATE', what: expect.stringContaining(file) }),
    )
    expect(readFileSync(file, 'utf8')).toBe(text)
  },
)

it('refuses the checkpoint of another run, and a file that cannot be used', () => {
  const file = fresh()
  new Checkpoint(file, flagsOf('--seed', '3')).keep(7)
  for (const other of [flagsOf(), flagsOf('--seed', '3', '--shard', '1/2')]) {
    expect(() => new Checkpoint(file, other)).toThrow(/belongs to a run with .*"seed":3/)
  }
  expect(() => new Checkpoint(folder, flagsOf())).toThrow(/EISDIR/)
  expect(() => new Checkpoint(join(folder, 'no', 'where'), flagsOf()).keep(1)).toThrow(/ENOENT/)
})
