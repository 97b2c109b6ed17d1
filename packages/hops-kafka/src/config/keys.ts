import {
  digits,
  fingerprint,
  host,
  hostAndPort,
  pathWithPort,
  port,
  type ValueForm,
} from './value-forms.ts'

/** What a key of `config.toml` may hold. */
export type KeyType = 'string' | 'boolean or string' | 'list of strings'

/** One key of `config.toml`. */
export interface ConfigKey {
  readonly type: KeyType
  /** A word on how it is written, for the message that refuses another type. */
  readonly example: string
  /** What the value, or each of a list, must look like. */
  readonly form?: ValueForm
}

/**
 * Every key, by its dotted path: first the guide's own, with the guide's types (`port` and `id` are strings, so that
 * its Python programs read the same file), then those this project adds.
 */
export const CONFIG_KEYS: ReadonlyMap<string, ConfigKey> = new Map<string, ConfigKey>([
  ['hops.url', text("'10.0.0.5'", host)],
  ['hops.verify', { type: 'boolean or string', example: "true, or 'cert/server.pem'" }],
  ['project.name', text("'demo'")],
  ['project.id', text("'1143'", digits)],
  ['project.ca_file', text("'cert/trustStore.pem'")],
  ['project.certificate_file', text("'cert/keyStore.pem'")],
  ['project.key_file', text("'cert/keyStore.pem'")],
  ['project.key_password', text("'…'")],
  ['kafka.topic', text("'temperature'")],
  ['kafka.schema', text("'sensor'")],
  ['kafka.port', text("'9092'", port)],
  ['kafka.consumer.group_id', text("'TutorialGroup'")],
  ['kafka.consumer.auto_offset_reset', text("'earliest'")],
  ['api.base', text("'/hopsworks-api/api'", pathWithPort)],
  ['api.key', text("'…'")],
  ['api.key_file', text("'cert/apiKeyFile'")],

  ['project.keystore', text("'cert/keyStore.jks'")],
  ['project.truststore', text("'cert/trustStore.jks'")],
  ['project.store_password_file', text("'cert/password'")],
  ['kafka.brokers', { type: 'list of strings', example: "['10.0.0.5:9092']", form: hostAndPort }],
  ['kafka.server_name', text("'broker.hops.site'")],
  ['kafka.fingerprints', { type: 'list of strings', example: "['4F:A0:…']", form: fingerprint }],
])

/** The known key nearest to `path`, or undefined when none is near enough to be a slip of the pen. */
export function nearestKey(path: string): string | undefined {
  const ranked = [...CONFIG_KEYS.keys()]
    .map((key) => ({ key, distance: slipDistance(path, key) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  return best !== undefined && best.distance <= 3 ? best.key : undefined
}

function text(example: string, form?: ValueForm): ConfigKey {
  return { type: 'string', example, ...(form === undefined ? {} : { form }) }
}

/** A key put into the wrong table counts as one slip; within a table the letters are compared. */
function slipDistance(path: string, key: string): number {
  const moved = lastPart(path) === lastPart(key) ? 1 : Number.POSITIVE_INFINITY
  return Math.min(moved, editDistance(path, key))
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
