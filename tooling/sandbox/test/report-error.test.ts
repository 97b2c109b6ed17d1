import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { SandboxError } from '../src/errors.ts'
import { reportError } from '../src/report-error.ts'

function report(error: unknown): { text: string; exitCode: number } {
  const stream = new PassThrough({ encoding: 'utf8' })
  const exitCode = reportError(error, stream)
  return { text: stream.read(), exitCode }
}

const texts = { what: 'W', because: 'B', fix: 'F.' }

it.each([
  ['ERR_SANDBOX_BAD_ARGUMENT', 64],
  ['ERR_SANDBOX_NO_JAVA', 69],
  ['ERR_SANDBOX_BAD_KAFKA_HOME', 78],
] as const)('tells %s in three lines, exit code %i', (code, exitCode) => {
  expect(report(new SandboxError(code, texts))).toEqual({
    text: `error ${code}: W\n  because: B\n  fix: F.\n`,
    exitCode,
  })
})

it.each([new TypeError('x is not a function'), 'a text', undefined])(
  'asks to report what nobody foresaw: %s',
  (error) => {
    const { text, exitCode } = report(error)
    expect(text).toMatch(/^error ERR_INTERNAL: .*\n {2}because: .*\n {2}fix: Please report/s)
    expect(text).toContain(error instanceof Error ? error.stack : String(error))
    expect(exitCode).toBe(70)
  },
)

it.each([
  [['--bogus'], "'--bogus'"],
  [['--rest-port'], '--rest-port'],
  [['--rest-port', '99999'], '"99999"'],
  [['--names', 'all'], '"all"'],
  [['start', 'stop'], '"start stop"'],
])('says on the command line what is wrong with %j', (args, because) => {
  const { status, stderr } = sandbox(args)
  expect(stderr).toMatch(/^error ERR_SANDBOX_BAD_ARGUMENT: .*\n {2}because: .*\n {2}fix: .*\n$/)
  expect(stderr).toContain(because)
  expect(status).toBe(64)
})

function sandbox(args: readonly string[]) {
  const options = ['--conditions=@hops-kafka/source', '--import', 'tsx', 'src/main.ts']
  const cwd = join(import.meta.dirname, '..')
  return spawnSync(process.execPath, [...options, ...args], { cwd, encoding: 'utf8' })
}
