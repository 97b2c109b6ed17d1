/** Runs the mock by itself, with the options of a JSON file, until SIGTERM or SIGINT. */
import { readFile } from 'node:fs/promises'
import { MockHopsworksError } from './errors.ts'
import { type MockHopsworksOptions, startMockHopsworks } from './server.ts'

/** The options cannot be used; sysexits' EX_CONFIG. */
const BAD_CONFIG = 78
/** No file was named; sysexits' EX_USAGE. */
const BAD_USAGE = 64

async function main(file: string | undefined): Promise<number> {
  if (file === undefined) {
    process.stderr.write('usage: main.ts OPTIONS.json\n')
    return BAD_USAGE
  }
  try {
    // Asked for before the start, so that a stop during the start is not lost.
    const stop = stopped()
    await using server = await startMockHopsworks(await readOptions(file))
    process.stdout.write(`listening on ${server.url}\n`)
    await stop
    return 0
  } catch (error) {
    if (!(error instanceof MockHopsworksError)) throw error
    const { code, what, because, fix } = error
    process.stderr.write(`error ${code}: ${what}\n  because: ${because}\n  fix: ${fix}\n`)
    return BAD_CONFIG
  }
}

async function readOptions(file: string): Promise<MockHopsworksOptions> {
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

process.exitCode = await main(process.argv[2])
