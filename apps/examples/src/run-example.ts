import { EXIT, listenForStop, openSettings, reportError } from '@hops-kafka/cli'
import type { Settings } from 'hops-kafka'
import { type Flags, readFlags } from './flags.ts'
import { PROGRAMS } from './programs.ts'

/** Runs the example that the command line names, and returns the exit code. */
export async function runExample(argv: readonly string[]): Promise<number> {
  const flags = readFlags(argv)
  if (typeof flags === 'number') return flags
  try {
    await run(flags)
    return EXIT.ok
  } catch (error) {
    return reportError(error, { json: false, stream: process.stderr })
  }
}

async function run({ name, args, config, count }: Flags): Promise<void> {
  const entry = PROGRAMS[name]
  if (entry === undefined) throw new Error(`no example is named ${name}`)
  const opened = entry.local ? undefined : await openSettings(config, say)
  const stop = listenForStop({ onSecond: () => process.exit(stop.exitCode()) })
  try {
    const { run: start } = await entry.load()
    const { signal } = stop
    await start({ settings: opened?.settings ?? NONE, args, count, signal, print, say })
  } finally {
    stop.dispose()
    await opened?.leave()
  }
}

/** What an example gets that needs no configuration: reading anything of it would be a mistake in the list. */
const NONE = new Proxy({} as Settings, {
  get: (_, key) => {
    throw new Error(`an example without a configuration reads ${String(key)} of it`)
  },
})

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function say(words: string): void {
  process.stderr.write(`${words}\n`)
}
