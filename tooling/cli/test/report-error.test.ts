import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { HopsKafkaError } from 'hops-kafka'
import { expect, it } from 'vitest'
import { exitCodeOf, reportError } from '../src/index.ts'

const error = new HopsKafkaError('ERR_CONFIG_NOT_FOUND', {
  what: 'configuration a.toml',
  because: 'there is no such file',
  fix: 'Give its path with -c',
})

async function told(reason: unknown, json: boolean): Promise<{ output: string; code: number }> {
  const stream = new PassThrough()
  const code = reportError(reason, { json, stream })
  stream.end()
  return { output: await text(stream), code }
}

it('tells a person what failed, why and the fix', async () => {
  expect(await told(error, false)).toEqual({
    output:
      'error ERR_CONFIG_NOT_FOUND: configuration a.toml\n' +
      '  because: there is no such file\n' +
      '  fix: Give its path with -c\n',
    code: 66,
  })
})

it('tells what the registry said, wherever it is the cause', async () => {
  const refused = Object.assign(new Error('401'), {
    ...{
      code: 'ERR_REGISTRY_UNAUTHORIZED',
      what: 'schema id 4',
      because: '401',
      fix: 'Check the key',
    },
  })
  const bad = new Error('cannot decode', { cause: new Error('no schema', { cause: refused }) })
  const { output, code } = await told(bad, false)
  expect(output).toMatch(/^error ERR_REGISTRY_UNAUTHORIZED: schema id 4/)
  expect(code).toBe(77)
})

it('tells a machine the same on one line', async () => {
  const { output, code } = await told(error, true)
  expect(JSON.parse(output)).toEqual({
    error: {
      code: 'ERR_CONFIG_NOT_FOUND',
      what: 'configuration a.toml',
      because: 'there is no such file',
      fix: 'Give its path with -c',
    },
  })
  expect(code).toBe(66)
})

it.each([new TypeError('x is not a function'), 'a string', undefined, null, { code: 5 }])(
  'tells what nobody foresaw as an internal error: %s',
  async (reason) => {
    const { output, code } = await told(reason, false)
    expect(output).toMatch(/^error ERR_INTERNAL: /)
    expect(code).toBe(70)
  },
)

it.each([
  ['ERR_CONFIG_INVALID', 78],
  ['ERR_CONFIG_SECRET', 77],
  ['ERR_CERTS_BAD_PASSWORD', 77],
  ['ERR_CERTS_MALFORMED', 65],
  ['ERR_REGISTRY_UNREACHABLE', 69],
  ['ERR_REGISTRY_UNAUTHORIZED', 77],
  ['ERR_REGISTRY_FORBIDDEN', 77],
  ['ERR_REGISTRY_SUBJECT_NOT_FOUND', 65],
  ['ERR_KAFKA_TLS_UNKNOWN_CA', 76],
  ['ERR_KAFKA_TLS_CLIENT_CERT', 77],
  ['ERR_KAFKA_NOT_TLS', 76],
  ['ERR_KAFKA_UNREACHABLE', 69],
  ['ERR_KAFKA_UNKNOWN_TOPIC', 69],
  ['ERR_KAFKA_NOT_AUTHORIZED', 77],
  ['ERR_SANDBOX_NO_JAVA', 69],
  ['ERR_KAFKA_CREDENTIALS', 77],
  ['ERR_KAFKA_BAD_RECORD', 65],
  ['ERR_REGISTRY_BAD_CA', 78],
  ['ERR_SIM_INVALID_OPTION', 64],
  ['toString', 70],
])('%s ends with exit code %i', (code, exitCode) => {
  expect(exitCodeOf(code)).toBe(exitCode)
})
