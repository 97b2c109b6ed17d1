import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HopsKafkaError, loadConfig } from '../src/index.ts'

const GUIDE = `[hops]
url = '127.0.0.1'
verify = false

[project]
name =  'Kafka_Tutorial'
id = '1143'
ca_file = 'cert/trustStore.pem'
certificate_file = 'cert/keyStore.pem'
key_file = 'cert/keyStore.pem'
key_password = 'asdf123'

[kafka]
topic = 'temperature'
schema = 'sensor'
port = '9092'

[kafka.consumer]
group_id = 'TutorialGroup'
auto_offset_reset =  'earliest'

[api]
base = '/hopsworks-api/api'
key = 'abcdefgh.0123456789'
key_file = 'cert/apiKeyFile'
`

const STORES = `[hops]
url = 'hops.example'
[project]
id = '7'
keystore = 'keyStore.jks'
truststore = 'trustStore.jks'
store_password_file = 'password'
[kafka]
topic = 't'
brokers = ['a:9092', 'b:9093']
server_name = 'kafka.example'
[api]
key_file = 'key'
`

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hops-kafka-config-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** Writes files into the test's folder and loads the first as configuration. */
async function load(toml: string, files: Record<string, string> = {}) {
  for (const [name, content] of Object.entries({ 'config.toml': toml, ...files })) {
    await writeFile(join(folder, name), content, { mode: 0o600 })
  }
  return loadConfig(join(folder, 'config.toml'))
}

async function refusal(toml: string, files?: Record<string, string>): Promise<HopsKafkaError> {
  const error = await load(toml, files).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(HopsKafkaError)
  return error as HopsKafkaError
}

describe('a configuration in the guide’s format', () => {
  it('becomes settings: addresses composed, paths absolute', async () => {
    const settings = await load(GUIDE)
    expect(settings.registry.url).toBe('https://127.0.0.1/hopsworks-api/api/project/1143/kafka')
    expect(settings.registry.verify).toBe(false)
    expect(settings.kafka).toEqual({
      brokers: ['127.0.0.1:9092'],
      serverName: false,
      topic: 'temperature',
      subject: 'sensor',
      groupId: 'TutorialGroup',
      start: 'earliest',
    })
    expect(settings.project.credentials).toMatchObject({
      kind: 'pem',
      ca: join(folder, 'cert/trustStore.pem'),
    })
    expect(settings.warnings).toEqual([])
  })

  it('takes pinned certificates as openssl prints them, and nothing else', async () => {
    const pin = Array.from({ length: 32 }, () => 'A1').join(':')
    const pinned = (text: string): string =>
      GUIDE.replace("port = '9092'", `port = '9092'\nfingerprints = ['${text}']`)
    expect((await load(pinned(pin))).kafka.fingerprints).toEqual([pin])
    const refused = await refusal(pinned('A1:B2'))
    expect(refused.message).toContain("kafka.fingerprints is 'A1:B2'; it must be a SHA-256")
  })

  it('never shows its secrets', async () => {
    const settings = await load(GUIDE)
    const shown = inspect(settings, { depth: 9 }) + JSON.stringify(settings) + String(settings)
    expect(shown).not.toContain('asdf123')
    expect(shown).not.toContain('0123456789')
    expect(settings.registry.apiKey.reveal()).toBe('abcdefgh.0123456789')
  })

  it('lets a REST port travel in api.base', async () => {
    const settings = await load(GUIDE.replace("'/hopsworks-api", "':8443/hopsworks-api"))
    expect(settings.registry.url).toBe(
      'https://127.0.0.1:8443/hopsworks-api/api/project/1143/kafka',
    )
  })
})

describe('a configuration that names the exported stores', () => {
  it('takes them instead of PEM files, and the secrets from their files', async () => {
    const settings = await load(STORES, { password: 'PASSWORD\n', key: 'id.secret\r\n' })
    expect(settings.project.credentials).toMatchObject({
      kind: 'stores',
      keyStore: join(folder, 'keyStore.jks'),
      trustStore: join(folder, 'trustStore.jks'),
    })
    expect(settings.kafka.brokers).toEqual(['a:9092', 'b:9093'])
    expect(settings.kafka.serverName).toBe('kafka.example')
    expect(settings.registry.apiKey.reveal()).toBe('id.secret')
  })

  it.each([
    ['empty', '\n', 'it is empty'],
    ['two lines', 'a\nb\n', 'more than one line'],
    ['inner blank', 'a b\n', 'blank or a control character'],
  ])('refuses an API key file that is unusable: %s', async (_, key, because) => {
    const error = await refusal(STORES, { password: 'p', key })
    expect(error.code).toBe('ERR_CONFIG_SECRET')
    expect(error.because).toContain(because)
    expect(error.what).toContain('api.key_file')
  })

  it('names the key of a file that is not there', async () => {
    const error = await refusal(STORES, { password: 'p' })
    expect(error.code).toBe('ERR_CONFIG_FILE')
    expect(error.message).toMatch(/api\.key_file names .*key, which cannot be read: ENOENT/)
  })
})

describe('a configuration with mistakes', () => {
  it('tells all of them at once, with line, column and the nearest key', async () => {
    const error = await refusal(
      GUIDE.replace('url =', 'ulr =').replace("port = '9092'", '  port = 9092'),
    )
    expect(error.code).toBe('ERR_CONFIG_INVALID')
    expect(error.message).toContain('config.toml:2:1 unknown key hops.ulr; did you mean hops.url?')
    expect(error.message).toMatch(/config\.toml:16:3 kafka\.port must be a string, not a number/)
    expect(error.message).toContain('hops.url is missing')
  })

  it('tells a key that stands in the wrong table', async () => {
    const error = await refusal(
      GUIDE.replace('[kafka.consumer]\n', '[kafka.consumer]\ntopic = 1\n'),
    )
    expect(error.message).toContain('unknown key kafka.consumer.topic; did you mean kafka.topic?')
  })

  it('gives the place of a syntax error, and not the line itself', async () => {
    const error = await refusal("[api]\nkey = 'secret-value\n")
    expect(error.code).toBe('ERR_CONFIG_SYNTAX')
    expect(error.message).toMatch(/config\.toml:2:\d+/)
    expect(inspect(error)).not.toContain('secret-value')
  })

  it('accepts an IPv6 host', async () => {
    const settings = await load(GUIDE.replace("'127.0.0.1'", "'[::1]'"))
    expect(settings.kafka.brokers).toEqual(['[::1]:9092'])
  })

  it.each([
    ["start = 'middle'", GUIDE.replace("'earliest'", "'middle'"), "it must be 'earliest' or"],
    [
      'a broker without a port',
      STORES.replace('a:9092', 'a'),
      "kafka.brokers is 'a'; it must be host:port",
    ],
    [
      'half a set of stores',
      STORES.replace(/^truststore.*$/m, ''),
      'project.truststore is missing',
    ],
    [
      'no certificates',
      GUIDE.replace(/^(ca|certificate|key)_file = 'cert.*(Store).*$/gm, ''),
      'no certificates',
    ],
    [
      'a URL for a host',
      GUIDE.replace("'127.0.0.1'", "'https://h'"),
      "hops.url is 'https://h'; it must",
    ],
    ['a user in the host', GUIDE.replace("'127.0.0.1'", "'u:p@h'"), "hops.url is '***@h'"],
    ['a port out of range', GUIDE.replace("'9092'", "'99999'"), 'must be a port from 1 to 65535'],
    ['an id that climbs', GUIDE.replace("'1143'", "'../../x'"), "project.id is '../../x'"],
    // It would be glued to the host name, and the API key sent there.
    [
      'a base without a slash',
      GUIDE.replace("'/hopsworks-api/api'", "'.evil.example/api'"),
      'api.base is',
    ],
    [
      'a port glued to the base',
      GUIDE.replace("'/hopsworks-api/api'", "':8443@evil/api'"),
      'api.base is',
    ],
    [
      'an API key of two words',
      GUIDE.replace("'abcdefgh.0123456789'", "'a b'"),
      'api.key is no usable secret',
    ],
    [
      'a broker with a scheme',
      STORES.replace("'a:9092'", "'ssl://a:9092'"),
      "kafka.brokers is 'ssl://a:9092'",
    ],
    ['an empty value', GUIDE.replace("'temperature'", "''"), 'kafka.topic is empty'],
    ['no API key', GUIDE.replace(/\[api\][\s\S]*/, ''), 'neither api.key nor api.key_file'],
  ])('refuses %s', async (_, toml, text) => {
    const error = await refusal(toml, { password: 'p', key: 'k' })
    expect(error.code).toBe('ERR_CONFIG_INVALID')
    expect(error.message).toContain(text)
  })

  it('says that a file is not there', async () => {
    const missing = join(folder, 'nowhere.toml')
    await expect(loadConfig(missing)).rejects.toMatchObject({ code: 'ERR_CONFIG_NOT_FOUND' })
    await expect(loadConfig(folder)).rejects.toMatchObject({ code: 'ERR_CONFIG_FILE' })
  })

  it('ends in our error or in settings, whatever the file holds', async () => {
    const line = fc.oneof(
      fc.constantFrom(...GUIDE.split('\n'), ...STORES.split('\n')),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('[[hops]]', 'hops = {url = 1}', '"""', "a.'b'.c = 1", 'x = 1979-05-27', '[a'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const outcome = await load(lines.join('\n')).catch((error: unknown) => error)
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(HopsKafkaError)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a secret file that others can read', () => {
  it.skipIf(process.platform === 'win32')('is warned about, with the mend', async () => {
    await load(GUIDE)
    await chmod(join(folder, 'config.toml'), 0o644)
    const { warnings } = await loadConfig(join(folder, 'config.toml'))
    expect(warnings).toEqual([
      expect.stringMatching(
        /config\.toml names or holds secrets.*mode 0644.*chmod 600 '.*config\.toml'/,
      ),
    ])
  })
})
