#!/usr/bin/env node
/** Runs the mock by itself, with the options of a JSON file, until SIGTERM or SIGINT. */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { MockHopsworksError } from './errors.ts'
import type { MockHopsworksOptions } from './options.ts'
import { startMockHopsworks } from './server.ts'
import type { MockState } from './state/saved.ts'

/** The options cannot be used; sysexits' EX_CONFIG. */
const BAD_CONFIG = 78
/** No file was named; sysexits' EX_USAGE. */
const BAD_USAGE = 64

const USAGE = `usage: mock-hopsworks OPTIONS.json [--state FILE]
  OPTIONS.json  the options of startMockHopsworks
  --state FILE  go on from what FILE holds, if it is there, and save to it at the end
`

interface Arguments {
  readonly file: string
  readonly stateFile: string | undefined
}

async function main(): Promise<number> {
  const given = readArguments()
  if (given === undefined) {
    process.stderr.write(USAGE)
    return BAD_USAGE
  }
  try {
    // Asked for before the start, so that a stop during the start is not lost.
    const stop = stopped()
    await using server = await startMockHopsworks(await readOptions(given))
    process.stdout.write(`listening on ${server.url}\n`)
    await stop
    const { stateFile } = given
    if (stateFile !== undefined) await writeFile(stateFile, JSON.stringify(server.state()))
    return 0
  } catch (error) {
    if (!(error instanceof MockHopsworksError)) throw error
    const { code, what, because, fix } = error
    process.stderr.write(`error ${code}: ${what}\n  because: ${because}\n  fix: ${fix}\n`)
    return BAD_CONFIG
  }
}

function readArguments(): Arguments | undefined {
  try {
    const { values, positionals } = parseArgs({
      options: { state: { type: 'string' } },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    return file === undefined || more.length > 0 ? undefined : { file, stateFile: values.state }
  } catch {
    return undefined
  }
}

async function readOptions({ file, stateFile }: Arguments): Promise<MockHopsworksOptions> {
  const options = (await readJson(file)) as MockHopsworksOptions
  if (stateFile === undefined || !existsSync(stateFile)) return options
  return { ...options, state: (await readJson(stateFile)) as MockState }
}

async function readJson(file: string): Promise<unknown> {
  const because = (cause: unknown): string =>
    cause instanceof SyntaxError ? 'it is not JSON' : `it cannot be read (${String(cause)})`
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new MockHopsworksError('ERR_MOCK_HOPSWORKS_BAD_OPTIONS', {
      what: file,
      because: because(cause),
      fix: 'Give a file that holds the options of startMockHopsworks as JSON.',
      cause,
    })
  }
}

/** As the first process of a container Node gets no signal handling but its own. */
function stopped(): Promise<void> {
  return new Promise((onStop) => {
    process.once('SIGTERM', () => onStop())
    process.once('SIGINT', () => onStop())
  })
}

process.exitCode = await main()
