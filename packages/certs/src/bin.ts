#!/usr/bin/env node
/** The program `hops-certs`. */
import { runCli } from './cli/run-cli.ts'

const { stdin, stdout, stderr, env } = process
// A reader that goes away, as `head` does, has what it wanted.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})
process.exitCode = await runCli(process.argv.slice(2), { stdin, stdout, stderr, env })
