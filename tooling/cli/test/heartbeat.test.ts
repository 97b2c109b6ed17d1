import { existsSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HEARTBEAT_FILE, HeartbeatError, heartbeat } from '../src/heartbeat.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heartbeat-'))
  file = join(folder, 'heartbeat')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const ageMs = (): number => Date.now() - statSync(file).mtimeMs

test('the mere start is no sign of life, a beat is one', async () => {
  const beat = heartbeat({ [HEARTBEAT_FILE]: file })
  expect(statSync(file).mtimeMs).toBe(0)
  beat()
  await vi.waitFor(() => expect(ageMs()).toBeLessThan(1000))
})

test('the file of an earlier run counts for nothing and keeps its content', () => {
  writeFileSync(file, 'mine')
  heartbeat({ [HEARTBEAT_FILE]: file })
  expect(statSync(file).mtimeMs).toBe(0)
  expect(statSync(file).size).toBe(4)
})

test('beats within a second are one', async () => {
  const beat = heartbeat({ [HEARTBEAT_FILE]: file })
  beat()
  await vi.waitFor(() => expect(ageMs()).toBeLessThan(1000))
  utimesSync(file, 0, 0)
  beat()
  expect(statSync(file).mtimeMs).toBe(0)
  await vi.waitFor(
    () => {
      beat()
      expect(ageMs()).toBeLessThan(1000)
    },
    { timeout: 5000 },
  )
})

test('a file that goes away while the program runs is a missed beat, no fault', async () => {
  const beat = heartbeat({ [HEARTBEAT_FILE]: file })
  rmSync(file)
  beat()
  expect(existsSync(file)).toBe(false)
})

test('without the variable nothing happens', () => {
  heartbeat({})()
  heartbeat({ [HEARTBEAT_FILE]: '' })()
  expect(existsSync(file)).toBe(false)
})

test('a file that cannot be made is told at the start', () => {
  const missing = join(folder, 'no', 'such', 'folder')
  expect(() => heartbeat({ [HEARTBEAT_FILE]: missing })).toThrow(HeartbeatError)
  expect(() => heartbeat({ [HEARTBEAT_FILE]: missing })).toThrow(
    `the heartbeat file ${missing} cannot be written: ENOENT`,
  )
  expect(() => heartbeat({ [HEARTBEAT_FILE]: folder })).toThrow('EISDIR')
})
