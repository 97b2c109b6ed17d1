import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createConsumer, createProducer, KafkaError } from '../src/index.ts'

const SECRET = 'c2VjcmV0LWtleS1vZi1kZW1v'
const PEM = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`

const text = {
  encode: (value: string): Uint8Array => Buffer.from(value),
  decode: (bytes: Uint8Array): string => Buffer.from(bytes).toString(),
}
const options = { topic: 't', groupId: 'g', value: text }
const tls = { key: PEM, cert: PEM, ca: PEM }
const connection = { brokers: ['127.0.0.1:1'], tls }

/** What both sides say to a connection, whatever its shape. */
async function faultsOf(given: unknown): Promise<readonly KafkaError[]> {
  // What JavaScript may pass and the types forbid.
  const wrong = given as typeof connection
  const outcomes = await Promise.allSettled([
    createProducer(wrong, options),
    createConsumer(wrong, options),
  ])
  return outcomes.map((outcome) => {
    if (outcome.status === 'fulfilled') throw new Error('accepted')
    if (outcome.reason instanceof KafkaError) return outcome.reason
    throw outcome.reason
  })
}

describe('options', () => {
  it('never show a secret, whichever option it was given as and in whatever shape', async () => {
    const shapes: readonly unknown[] = [
      PEM,
      SECRET,
      Buffer.from(PEM),
      [PEM],
      [[PEM]],
      { pem: PEM },
      { toString: () => PEM },
      () => PEM,
      new Map([[PEM, PEM]]),
      Symbol(PEM),
    ]
    const bare: Readonly<Record<string, unknown>> = { ...connection }
    const names = ['brokers', 'tls', 'connectTimeoutMs', 'requestTimeoutMs', 'clientId', 'onLog']
    const tlsNames = ['key', 'cert', 'ca', 'passphrase', 'serverName']
    const connections = shapes.flatMap((shape) => [
      shape,
      ...names.map((name) => ({ ...bare, [name]: shape })),
      ...tlsNames.map((name) => ({ ...bare, tls: { ...tls, [name]: shape } })),
    ])
    for (const given of connections) {
      for (const fault of await faultsOf(given)) {
        const shown = [fault.message, String(fault.stack), inspect(fault, { depth: 10 })].join('\n')
        expect(shown).not.toContain(SECRET)
      }
    }
  })

  it('tell the type of a value that may be a secret, and the value of one that is none', async () => {
    const becauseOf = async (given: unknown): Promise<readonly string[]> =>
      (await faultsOf(given)).map(({ code, because }) => `${code} ${because}`)
    const twice = (line: string): string[] => [line, line]
    expect(await becauseOf({ ...connection, tls: PEM })).toEqual(
      twice('ERR_KAFKA_BAD_OPTION it is a string'),
    )
    expect(await becauseOf({ ...connection, requestTimeoutMs: -1 })).toEqual(
      twice('ERR_KAFKA_BAD_OPTION its value is -1'),
    )
    expect(await becauseOf({ ...connection, tls: { ...tls, passphrase: 4711 } })).toEqual(
      twice('ERR_KAFKA_CREDENTIALS it is a number'),
    )
    expect(await becauseOf(null)).toEqual(twice('ERR_KAFKA_BAD_OPTION it is null'))
  })

  it('refuse a broker that is no host:port, with its value and what to write instead', async () => {
    const cases: readonly [string, string, string][] = [
      ['https://h:9092', "its value is 'https://h:9092'", "Write 'h:9092', without a scheme"],
      ['h:0', "its value is 'h:0'", 'Give a port from 1 to 65535'],
      ['h:99999', "its value is 'h:99999'", 'Give a port from 1 to 65535'],
      ['h:http', "its value is 'h:http'", 'Give a port from 1 to 65535'],
      ['h', "its value is 'h'", 'Give a port from 1 to 65535'],
      [':9092', "its value is ':9092'", 'Put a host name or address before the port'],
      ['', 'it is empty', 'Write each broker as host:port'],
      ['https://me:pass@h:9092', 'it is a string', 'Write each broker as host:port'],
    ]
    for (const [broker, because, fix] of cases) {
      for (const fault of await faultsOf({ ...connection, brokers: ['good:9092', broker] })) {
        expect(fault).toMatchObject({ code: 'ERR_KAFKA_BAD_OPTION', because, fix })
      }
    }
  })
})
