import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { askStatus, askToStop } from './control-client.ts'
import { ENGINE_NAMES } from './engine.ts'
import { SandboxError, systemCode } from './errors.ts'
import { endOfFile } from './files.ts'
import { joinSandboxAt, sharedDirectory } from './join-sandbox.ts'
import { BROKER_FOLDER, BROKER_LOG, SUPERVISOR_LOG } from './layout.ts'
import { EXIT, reportError } from './report-error.ts'
import { resetSandbox } from './reset.ts'
import type { SandboxSettings } from './sandbox-server.ts'
import { readState } from './state.ts'

const USAGE = `pnpm sandbox [start|status|stop|logs|reset] [--engine container|jvm] [--rest-port N] [--names loopback|none]

  start    starts the shared sandbox unless it is up, and says where it is (the usual command)
  status   says whether it is up; exit code 3 if not
  stop     ends it; its data and certificates stay for the next start
  logs     shows the ends of its logs
  reset    ends it and deletes its data and certificates

  --engine NAME   container or jvm; without it HOPS_KAFKA_ENGINE, or else what this machine has
  --rest-port N   port of the REST server, for programs that know only 443
  --names none    the broker's certificate names no host, as on a Hopsworks cluster
`

const COMMANDS: Readonly<
  Record<string, (directory: string, settings: SandboxSettings) => Promise<number>>
> = { start, status, stop, logs, reset }

async function start(directory: string, settings: SandboxSettings): Promise<number> {
  const { started, leave } = await joinSandboxAt({ directory, settings, onProgress: complain })
  await leave()
  if (!started && Object.keys(settings).length > 0) {
    complain('it was up already; stop it first if it is to have other settings')
  }
  return await status(directory)
}

async function status(directory: string): Promise<number> {
  const state = await readState(directory)
  const answer = state && (await askStatus(state))
  if (answer === undefined) {
    say(`the sandbox in ${directory} is down`)
    return EXIT.notRunning
  }
  const { phase, attached, pid } = answer
  if (phase.kind !== 'ready') {
    say(`the sandbox in ${directory} is ${phase.kind} (process ${pid})`)
    return EXIT.ok
  }
  const { broker, restUrl, configFile, engine, kafkaVersion } = phase.sandbox
  say(`the sandbox is up (process ${pid}), ${attached} attached`)
  say(`Kafka    ${broker} (Apache Kafka ${kafkaVersion})`)
  say(`REST     ${restUrl}`)
  say(`engine   ${engine}`)
  say(`config   ${configFile}`)
  return EXIT.ok
}

async function stop(directory: string): Promise<number> {
  const state = await readState(directory)
  const wasUp = state !== undefined && (await askToStop(state))
  say(wasUp ? 'stopped' : 'it was not up')
  return EXIT.ok
}

async function logs(directory: string): Promise<number> {
  for (const name of [SUPERVISOR_LOG, join(BROKER_FOLDER, BROKER_LOG)]) {
    const file = join(directory, name)
    say(`==> ${file}`)
    say((await endOfFile(file, 4096)).trimEnd() || '(empty)')
  }
  return EXIT.ok
}

async function reset(directory: string): Promise<number> {
  await stop(directory)
  await resetSandbox(directory)
  say(`deleted ${directory}`)
  return EXIT.ok
}

async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parse(argv)
  if (values.help) {
    say(USAGE)
    return EXIT.ok
  }
  const [name = 'start', ...rest] = positionals
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined || rest.length > 0) {
    throw badArgument('The command', positionals.join(' '), 'start, status, stop, logs or reset')
  }
  return await command(sharedDirectory(), settingsOf(values))
}

function parse(args: string[]) {
  const options = {
    'rest-port': { type: 'string' },
    names: { type: 'string' },
    engine: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const
  try {
    return parseArgs({ args, allowPositionals: true, options })
  } catch (cause) {
    // parseArgs says well what it does not understand.
    if (!(cause instanceof Error && systemCode(cause)?.startsWith('ERR_PARSE_ARGS_'))) throw cause
    throw new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', {
      what: 'The command line',
      because: cause.message,
      fix: 'See `pnpm sandbox --help`.',
      cause,
    })
  }
}

function settingsOf({
  names,
  engine,
  ...others
}: ReturnType<typeof parse>['values']): SandboxSettings {
  const restPort = others['rest-port']
  const port = Number(restPort)
  if (restPort !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw badArgument('--rest-port', restPort, 'a number from 1 to 65535')
  }
  if (names !== undefined && names !== 'loopback' && names !== 'none') {
    throw badArgument('--names', names, 'loopback or none')
  }
  const known = ENGINE_NAMES.find((name) => name === engine)
  if (engine !== undefined && known === undefined) {
    throw badArgument('--engine', engine, ENGINE_NAMES.join(' or '))
  }
  return {
    ...(restPort === undefined ? {} : { restPort: port }),
    ...(names === undefined ? {} : { brokerNames: names }),
    ...(known === undefined ? {} : { engine: known }),
  }
}

function badArgument(what: string, value: string, allowed: string): SandboxError {
  const because = `it is "${value}"`
  return new SandboxError('ERR_SANDBOX_BAD_ARGUMENT', { what, because, fix: `Give ${allowed}.` })
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`)
}

process.exitCode = await main(process.argv.slice(2)).catch((error) =>
  reportError(error, process.stderr),
)
