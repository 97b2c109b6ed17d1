import { describe, expect, it, vi } from 'vitest'
import { readFlags } from '../src/flags.ts'

const DEFAULTS = {
  time: 0,
  events: 1000,
  delay: 0.5,
  sensors: 8,
  hostPrefix: false,
  shard: { part: 1, of: 1 },
  seed: 0,
  late: 0,
  duplicates: 0,
  dropOuts: 0,
  simple: false,
  dryRun: false,
  json: false,
}

describe('the producer’s flags', () => {
  it.each([
    ['', {}],
    ['-e -1 -t 5', { events: -1, time: 5 }],
    ['-d 0.5 -c my.toml', { delay: 0.5, config: 'my.toml' }],
    ['--late 0.01 --duplicates .5 --drop-outs 1', { late: 0.01, duplicates: 0.5, dropOuts: 1 }],
    ['-d .25', { delay: 0.25 }],
    ['--shard 2/4 --state s.json', { shard: { part: 2, of: 4 }, state: 's.json' }],
    ['--time 7 --events 3 --delay 0', { time: 7, events: 3, delay: 0 }],
    [
      '--sensors 100 --seed 42 --simple --dry-run --json',
      { sensors: 100, seed: 42, simple: true, dryRun: true, json: true },
    ],
  ])('reads `%s`', (line, expected) => {
    expect(readFlags(line.split(' ').filter(Boolean))).toEqual({ ...DEFAULTS, ...expected })
  })

  it.each([
    '-t -3',
    '-t 1.5',
    '-e abc',
    '-d -1',
    '--shard 5/4',
    '--shard 0/2',
    '--shard 1',
    '-d x',
    '--sensors 0',
    '--late 1.1',
    '--duplicates -0.1',
    '--nonsense',
    'stray',
    '-t',
  ])('refuses `%s` with exit code 64 and words', (line) => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(readFlags(line.split(' '))).toBe(64)
    expect(write.mock.calls.join('')).toMatch(/error: .*\n/)
    write.mockRestore()
  })
})
