import { parseArgs } from 'node:util'

/** What the program was told. */
export interface Arguments {
  /** `topic create`, `list`. */
  readonly command: string
  /** What stands behind the command. */
  readonly operands: readonly string[]
  readonly url: string
  readonly project: string
  readonly apiKeyFile: string | undefined
  readonly apiKey: string | undefined
  readonly verify: string
  readonly json: boolean
  readonly anyName: boolean
  readonly subject: string | undefined
  readonly level: string | undefined
  readonly id: string | undefined
  readonly topic: string | undefined
  readonly partitions: string | undefined
  readonly replicas: string | undefined
  readonly version: string | undefined
}

export const USAGE = `usage: hops-schema COMMAND [OPTION]...

  list                     the subjects
  versions SUBJECT         the numbers of its versions
  get SUBJECT [VERSION]    a schema; the latest by default
  get --id ID              the schema behind an id
  get --topic TOPIC        the schema that is attached to a topic
  register FILE            registers a schema; - reads stdin
  check FILE               whether a schema may follow, by the server and by Avro's rules
  delete SUBJECT [VERSION] deletes a version, or all of them
  topics                   the topics, with the schema of each
  topic create NAME        makes a topic

  --url URL                https://host[:port]; HOPS_URL
  --project ID|NAME        HOPS_PROJECT
  --api-key-file FILE      HOPS_API_KEY_FILE; or HOPS_API_KEY, the key itself
  --verify true|false|FILE how the server's certificate is checked (true); HOPS_VERIFY
  --json                   for machines
  --subject NAME           register, check: the record's full name by default; topic create: its schema
  --any-name               register: under another name than the record's
  --level LEVEL            check: another level than the server's
  --partitions N, --replicas N, --version N    topic create (1)
`

/** The command line makes no sense, or something is missing. */
export class UsageError extends Error {
  constructor(because: string) {
    super(because)
    this.name = 'UsageError'
  }
}

const TEXTS = [
  'url',
  'project',
  'api-key-file',
  'verify',
  'subject',
  'level',
  'id',
  'topic',
  'partitions',
  'replicas',
  'version',
] as const

/** @throws {UsageError} */
export function readArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const { values, positionals } = parse(argv)
  const [first = '', ...rest] = positionals
  const [second] = rest
  const isTopic = first === 'topic' && second !== undefined
  const needed = (value: string | undefined, name: string, variable: string): string => {
    const found = value ?? environment[variable]
    if (found) return found
    throw new UsageError(`--${name} is missing, and ${variable} is not set`)
  }
  return {
    command: isTopic ? `topic ${second}` : first,
    operands: isTopic ? rest.slice(1) : rest,
    url: apiUrl(needed(values.url, 'url', 'HOPS_URL')),
    project: needed(values.project, 'project', 'HOPS_PROJECT'),
    apiKeyFile: values['api-key-file'] ?? environment['HOPS_API_KEY_FILE'],
    apiKey: environment['HOPS_API_KEY'],
    verify: values.verify ?? environment['HOPS_VERIFY'] ?? 'true',
    json: values.json ?? false,
    anyName: values['any-name'] ?? false,
    subject: values.subject,
    level: values.level,
    id: values.id,
    topic: values.topic,
    partitions: values.partitions,
    replicas: values.replicas,
    version: values.version,
  }
}

function parse(argv: readonly string[]) {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, { type: 'string' }])) as {
    [K in (typeof TEXTS)[number]]: { type: 'string' }
  }
  const options = { ...texts, json: { type: 'boolean' }, 'any-name': { type: 'boolean' } } as const
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options })
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
}

/** A host alone stands for its API. */
function apiUrl(text: string): string {
  const withScheme = text.includes('://') ? text : `https://${text}`
  const bare = withScheme.replace(/\/+$/, '')
  return /^https?:\/\/[^/]+$/.test(bare) ? `${bare}/hopsworks-api/api` : bare
}
