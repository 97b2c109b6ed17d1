import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { readAnswer } from '../src/answers/answer.ts'
import type { Answered } from '../src/answers/answered.ts'
import { readSchema, readVersion } from '../src/answers/versions.ts'
import { RegistryError } from '../src/index.ts'
import { askForVersion } from '../src/questions/registry-questions.ts'
import { Mint, type Pair, whyNoCertificates } from './certificates.ts'
import { clientOf, serveBytes } from './servers.ts'

const URL = 'https://h.example/project/1/kafka/subjects/sensor/versions/latest'

const numbers = fc.oneof(fc.integer(), fc.constantFrom(40401, 40403, 150004, 190010, 320004))
/** Bodies near the real ones, which arbitrary JSON never hits. */
const nearly = fc.record(
  {
    id: fc.oneof(fc.integer({ min: 1 }), fc.anything()),
    subject: fc.oneof(fc.constant('sensor'), fc.anything()),
    version: fc.oneof(fc.integer({ min: 1 }), fc.anything()),
    schema: fc.oneof(fc.string(), fc.anything()),
    errorCode: fc.oneof(numbers, fc.anything()),
    error_code: fc.oneof(numbers, fc.anything()),
    errorMsg: fc.oneof(fc.string(), fc.anything()),
    usrMsg: fc.anything(),
    message: fc.anything(),
  },
  { requiredKeys: [] },
)
const bodies = fc.oneof(
  fc.json(),
  fc.string(),
  nearly.map((value) => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? 0 : part))),
)
const answers = fc.record({
  status: fc.oneof(fc.constant(200), fc.integer({ min: 200, max: 599 })),
  contentType: fc.oneof(fc.constant('application/json'), fc.string()),
  location: fc.option(fc.oneof(fc.webUrl(), fc.string()), { nil: undefined }),
  retryAfter: fc.option(fc.oneof(fc.nat().map(String), fc.string()), { nil: undefined }),
  body: bodies,
})

test('any answer is a subject version, a schema or a RegistryError', () => {
  fc.assert(
    fc.property(answers, (answer) => {
      const question = askForVersion('sensor', 'latest')
      const answered: Answered = { question, url: URL, answer, redact: (text) => text }
      expectResult(() => readVersion(readAnswer(answered), answered, { subject: 'sensor' }).schema)
      expectResult(() => readSchema(readAnswer(answered), answered))
    }),
    { numRuns: 2000 },
  )
})

function expectResult(read: () => string): void {
  try {
    expect(read()).not.toBe('')
  } catch (error) {
    expect(error).toBeInstanceOf(RegistryError)
    expect((error as RegistryError).message).not.toMatch(/\p{Cc}/u)
  }
}

describe.skipIf(whyNoCertificates)(`on the wire (${whyNoCertificates ?? 'TLS'})`, () => {
  let pair: Pair
  beforeAll(() => {
    using mint = new Mint()
    pair = mint.selfSigned('server')
  })

  test('any bytes end in a RegistryError', async () => {
    let bytes: Uint8Array = new Uint8Array()
    await using server = await serveBytes(pair, (socket) => {
      socket.on('data', () => socket.end(bytes))
    })
    await using registry = clientOf(server, pair)
    const head = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n'
    const headed = fc
      .uint8Array({ maxLength: 300 })
      .map((body) => Buffer.concat([Buffer.from(head), body]))
    // A first byte that begins no HTTP answer fails at once; an early end would be tried again.
    const headless = fc
      .uint8Array({ maxLength: 300 })
      .map((rest) => Buffer.concat([Buffer.from([0x00]), rest]))
    await fc.assert(
      fc.asyncProperty(fc.oneof(headed, headless), async (given) => {
        bytes = given
        await expect(registry.latest('sensor')).rejects.toBeInstanceOf(RegistryError)
      }),
      { numRuns: 150 },
    )
  })
})
