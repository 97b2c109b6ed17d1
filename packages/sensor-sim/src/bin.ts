#!/usr/bin/env node
/** The program `sensor-sim`: writes the readings of the simulated sensors as CSV to stdout. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { csvLines } from './csv-lines.ts'
import { readArguments } from './read-arguments.ts'

const wishes = readArguments(process.argv.slice(2))
if (typeof wishes === 'string') {
  process.stderr.write(wishes)
  process.exitCode = 64
} else if ('help' in wishes) {
  process.stdout.write(wishes.help)
} else {
  await pipeline(Readable.from(csvLines(wishes)), process.stdout).catch((error: unknown) => {
    // A reader that goes away, as `head` does, has what it wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  })
}
