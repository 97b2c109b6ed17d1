import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

/** Every keytool found through JAVA_HOME and PATH, each once. */
export const keytools = findAll('keytool', [
  ...(process.env['JAVA_HOME'] ? [join(process.env['JAVA_HOME'], 'bin')] : []),
  ...searchPath(),
])

/** The first openssl on PATH. */
export const [openssl] = findAll('openssl', searchPath())

function searchPath(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter)
}

function findAll(program: string, folders: readonly string[]): string[] {
  const found = folders.map((folder) => join(folder, program)).filter((path) => existsSync(path))
  return [...new Map(found.map((path) => [realpathSync(path), path])).values()]
}

/** Declares a suite per keytool; without one it is skipped by name, and on CI it fails. */
export function describeWithKeytool(name: string, body: (keytool: string) => void): void {
  if (keytools.length === 0) missing(name, 'keytool (JAVA_HOME or PATH)')
  for (const [index, keytool] of keytools.entries()) {
    describe(`${name} [keytool ${index + 1} of ${keytools.length}]`, () => body(keytool))
  }
}

/** Declares a suite for openssl; without it the suite is skipped by name, and on CI it fails. */
export function describeWithOpenssl(name: string, body: (openssl: string) => void): void {
  if (openssl === undefined) missing(name, 'openssl (PATH)')
  else describe(name, () => body(openssl))
}

function missing(name: string, tool: string): void {
  describe(name, () => {
    if (process.env['CI'] === 'true') {
      it(`needs ${tool}`, () => expect.fail(`${tool} is missing on CI`))
    } else {
      it.skip(`skipped: ${tool} was not found`, () => {})
    }
  })
}

/** A folder that goes away with the suite. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'certs-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a JVM twice as fast, which matters for a tool that runs for milliseconds. */
const QUICK_JVM = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'

/** Runs a program, in English; throws with its words when it fails. keytool complains on stdout. */
export function run(program: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', JAVA_TOOL_OPTIONS: QUICK_JVM },
    ...(input === undefined ? {} : { input }),
  })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stdout}${stderr}`)
  return stdout
}
