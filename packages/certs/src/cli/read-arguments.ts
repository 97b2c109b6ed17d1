import { parseArgs } from 'node:util'
import { badArgument } from '../arguments.ts'

const OPTIONS = {
  out: { type: 'string' },
  alias: { type: 'string' },
  'password-file': { type: 'string' },
  'password-env': { type: 'string' },
  'password-stdin': { type: 'boolean' },
  'key-password-file': { type: 'string' },
  'key-password-env': { type: 'string' },
  'passphrase-file': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Which flags each command takes, besides those for passwords and --json. */
const COMMANDS = {
  convert: { own: ['out', 'alias', 'passphrase-file'], files: [1, 2] },
  inspect: { own: [], files: [1, 1] },
} as const satisfies Record<string, { own: readonly Flag[]; files: readonly [number, number] }>

const SHARED: readonly Flag[] = [
  'password-file',
  'password-env',
  'password-stdin',
  'key-password-file',
  'key-password-env',
  'json',
]

type Flag = keyof typeof OPTIONS

/** Where a secret comes from; never from the command line, which every user of the machine can read. */
export interface SecretSource {
  readonly file?: string | undefined
  readonly env?: string | undefined
  readonly isStdin?: boolean | undefined
}

/** What the user asked for. */
export interface Wishes {
  readonly command: keyof typeof COMMANDS | 'help'
  readonly files: readonly string[]
  /** Folder of the PEM files. */
  readonly out: string
  readonly alias: string | undefined
  readonly password: SecretSource
  readonly keyPassword: SecretSource
  readonly passphrase: SecretSource
  readonly json: boolean
}

/** Reads the command line. @throws {@link CertsError} ERR_CERTS_BAD_ARGUMENT */
export function readArguments(args: readonly string[]): Wishes {
  const { values, positionals } = parse(args)
  const [command = '', ...files] = positionals
  if (values.help || (args.length === 0 && command === '')) return wishesOf('help', [], values)
  if (!isCommand(command)) {
    throw usage(command === '' ? 'no command is given' : `there is no command "${command}"`)
  }
  const {
    own,
    files: [least, most],
  } = COMMANDS[command]
  const given = Object.keys(values) as Flag[]
  const foreign = given.find((flag) => ![...SHARED, ...own].includes(flag))
  if (foreign !== undefined) throw usage(`${command} takes no --${foreign}`)
  if (files.length < least || files.length > most) {
    throw usage(
      `${command} takes ${least === most ? 'one file' : 'one or two files'}, not ${files.length}`,
    )
  }
  if (command === 'convert' && !values.out) throw usage('convert needs --out FOLDER')
  refuseSeveral(values)
  return wishesOf(command, files, values)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw usage(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error))
  }
}

type Values = ReturnType<typeof parse>['values']

function wishesOf(command: Wishes['command'], files: readonly string[], values: Values): Wishes {
  return {
    command,
    files,
    out: values.out ?? '',
    alias: values.alias,
    password: {
      file: values['password-file'],
      env: values['password-env'],
      isStdin: values['password-stdin'],
    },
    keyPassword: { file: values['key-password-file'], env: values['key-password-env'] },
    passphrase: { file: values['passphrase-file'] },
    json: values.json ?? false,
  }
}

function refuseSeveral(values: Values): void {
  const given = (['password-file', 'password-env', 'password-stdin'] as const).filter(
    (flag) => values[flag] !== undefined,
  )
  if (given.length > 1)
    throw usage(`--${given[0]} and --${given[1]} are two sources of one password`)
}

function isCommand(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name)
}

function usage(because: string) {
  return badArgument('Cannot read the command line', because, 'See hops-certs --help')
}
