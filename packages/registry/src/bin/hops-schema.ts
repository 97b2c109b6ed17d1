#!/usr/bin/env node
/** The program `hops-schema`: schemas and topics of a Hopsworks project from the command line. */
import { RegistryError } from '../errors.ts'
import { HopsworksProject } from '../project.ts'
import { type Arguments, readArguments, USAGE, UsageError } from './arguments.ts'
import { COMMANDS, type Found } from './commands.ts'
import { EXIT, EXIT_CODES } from './exit-codes.ts'

const argv = process.argv.slice(2)
process.exitCode = argv.includes('--help') ? help() : await main().catch(report)

function help(): number {
  process.stdout.write(USAGE)
  return EXIT.ok
}

async function main(): Promise<number> {
  const given = readArguments(argv, process.env)
  const { text, json, refused = false } = await run(given)
  const output = given.json ? JSON.stringify(json) : text
  if (output !== '') process.stdout.write(`${output}\n`)
  return refused ? EXIT.data : EXIT.ok
}

async function run(given: Arguments): Promise<Found> {
  const command = Object.hasOwn(COMMANDS, given.command) ? COMMANDS[given.command] : undefined
  if (!command) throw new UsageError(`there is no command "${given.command}"`)
  await using project = new HopsworksProject({
    url: given.url,
    project: /^\d+$/.test(given.project) ? Number(given.project) : given.project,
    apiKey: keyOf(given),
    verify: verifyOf(given.verify),
    onWarning: (text) => process.stderr.write(`warning: ${text}\n`),
  })
  await using registry = await project.registry()
  return await command({ given, project, registry })
}

function keyOf({ apiKeyFile, apiKey }: Arguments) {
  if (apiKeyFile !== undefined) return { file: apiKeyFile }
  if (apiKey !== undefined) return apiKey
  throw new UsageError('--api-key-file is missing, and HOPS_API_KEY is not set')
}

function verifyOf(text: string): boolean | string {
  if (text === 'true') return true
  return text === 'false' ? false : text
}

function report(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\n\n${USAGE}`)
    return EXIT.usage
  }
  if (error instanceof RegistryError) {
    const { code, what, because, fix } = error
    process.stderr.write(`error ${code}: ${what}\n  because: ${because}\n  fix: ${fix}\n`)
    return EXIT_CODES[code]
  }
  const { code, path } = error as NodeJS.ErrnoException
  if (path === undefined) throw error
  const fix = 'Name a file that holds an Avro schema, or - for stdin.'
  process.stderr.write(`error: ${path}\n  because: it cannot be read (${code})\n  fix: ${fix}\n`)
  return EXIT.noInput
}
