import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { EXIT, reportError } from '@hops-kafka/cli'
import { buildImages } from './build-images.ts'
import { checkEngine, findCompose } from './engine.ts'
import { DeployError } from './errors.ts'
import { baseImages } from './images.ts'
import { runInTerminal } from './run.ts'

const USAGE = `pnpm compose up [--producers N] [--consumers N] [--detach]
pnpm compose build|down|COMMAND ...

  up      builds the images and starts Kafka, the mock Hopsworks, producers and consumers (2 of each); Ctrl-C stops them
  build   builds the images alone
  down    removes the containers, their network and their volumes
  else    goes to Docker Compose as it is: ps, logs, stop, ...
`

const COMPOSE_FILE = resolve(import.meta.dirname, '../compose.yaml')

async function main([command, ...rest]: readonly string[]): Promise<number> {
  if (command === undefined || command === '--help' || command === '-h') {
    process.stdout.write(USAGE)
    return EXIT.ok
  }
  const up = command === 'up' ? readScale(rest) : undefined
  await checkEngine()
  if (command === 'build' || up !== undefined) await buildImages(say)
  if (command === 'build') return EXIT.ok
  if (up !== undefined) return compose('up', '--no-build', ...up)
  return command === 'down' ? compose('down', '--volumes', ...rest) : compose(command, ...rest)
}

/** The arguments of `up` as Docker Compose has them. */
function readScale(args: readonly string[]): string[] {
  const count = { type: 'string', default: '2' } as const
  const options = { producers: count, consumers: count, detach: { type: 'boolean' } } as const
  try {
    const { producers, consumers, detach } = parseArgs({ args: [...args], options }).values
    for (const number of [producers, consumers]) {
      if (!/^\d{1,3}$/.test(number)) throw new Error(`'${number}' is no number of containers`)
    }
    const scale = ['--scale', `producer=${producers}`, '--scale', `consumer=${consumers}`]
    return detach === true ? ['--detach', ...scale] : scale
  } catch (cause) {
    throw new DeployError('ERR_DEPLOY_USAGE', {
      what: `pnpm compose up ${args.join(' ')}`,
      because: cause instanceof Error ? cause.message : String(cause),
      fix: '`pnpm compose --help` lists the flags',
      cause,
    })
  }
}

async function compose(...args: readonly string[]): Promise<number> {
  const [form, images] = await Promise.all([findCompose(), baseImages()])
  const env = { COMPOSE_PROJECT_NAME: 'hops-kafka', ...process.env, ...images }
  // Ctrl-C reaches Compose as well; it stops the containers, and its exit code is ours.
  process.on('SIGINT', () => {})
  return runInTerminal([...form, '--file', COMPOSE_FILE, ...args], { env })
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportError(error, { json: false, stream: process.stderr })
  const isUsage = error instanceof DeployError && error.code === 'ERR_DEPLOY_USAGE'
  const told = isUsage ? EXIT.usage : EXIT.unavailable
  process.exitCode = error instanceof DeployError ? told : EXIT.software
}
