import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createSimulator } from '../src/index.ts'

const BIN = ['--import', 'tsx', 'src/bin.ts']
const cwd = path.join(import.meta.dirname, '..')

function sensorSim(...args: readonly string[]) {
  return spawnSync(process.execPath, [...BIN, ...args], { cwd, encoding: 'utf8' })
}

test('writes the simulator’s readings as CSV', () => {
  const { stdout, status } = sensorSim('--sensors', '9', '--seed', '4', '-t', '7', '-e', '3')
  const readings = createSimulator({ sensors: 9, seed: 4 }).readings({ from: 7, to: 10 })
  const lines = Array.from(readings, ({ sensor, step, value }) => `${sensor},${step},${value}`)
  expect(stdout).toBe(`${['sensor,step,value', ...lines].join('\n')}\n`)
  expect(status).toBe(0)
})

test('ends quietly when its reader goes away', () => {
  const command = `"${process.execPath}" ${BIN.join(' ')} -e 100000 2>&1 | head -n 2`
  const shown = execFileSync('sh', ['-c', command], { cwd, encoding: 'utf8' })
  expect(shown.split('\n')).toEqual(['sensor,step,value', expect.stringMatching(/^sensor0,0,/), ''])
})

test.each([[['-e', '-5']], [['--sensors', '0']], [['-t', 'x']], [['--nonsense']], [['stray']]])(
  'refuses %s with words and exit code 64',
  (args) => {
    const { stdout, stderr, status } = sensorSim(...args)
    expect(stderr).toMatch(/^error: .+\n\nUsage: sensor-sim/)
    expect(stdout).toBe('')
    expect(status).toBe(64)
  },
)

test('tells how it is used', () => {
  const { stdout, status } = sensorSim('--help')
  expect(stdout).toMatch(/^Usage: sensor-sim/)
  expect(status).toBe(0)
})
