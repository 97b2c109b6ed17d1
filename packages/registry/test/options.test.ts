import { writeFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { HopsworksRegistry, type HopsworksRegistryOptions } from '../src/index.ts'
import { Mint, whyNoCertificates } from './certificates.ts'
import { API_KEY, failureOf } from './servers.ts'

const URL = 'https://h.example/hopsworks-api/api/project/119/kafka'

function codeOf(options: Partial<HopsworksRegistryOptions>): unknown {
  return thrownBy({ url: URL, apiKey: API_KEY, ...options }).code
}

function thrownBy(options: HopsworksRegistryOptions): { code?: unknown; message?: string } {
  try {
    new HopsworksRegistry(options)
    return {}
  } catch (error) {
    return error as Error
  }
}

describe('the options', () => {
  test.each([
    'nowhere',
    'http://h.example/project/1/kafka',
    'https://user:pa55@h.example/project/1/kafka',
    'https://h.example/project/1/kafka?key=pa55',
    'https://h.example/project/1/kafka#pa55',
  ])('the URL %s is refused', (url) => {
    const error = thrownBy({ url, apiKey: API_KEY })
    expect(error.code).toBe('ERR_REGISTRY_BAD_OPTIONS')
    expect(error.message).not.toContain('pa55')
  })

  test.each([0, -1, 1.5, Number.NaN, 600_001])('%d ms for a request are refused', (ms) => {
    expect(codeOf({ requestTimeoutMs: ms })).toBe('ERR_REGISTRY_BAD_OPTIONS')
  })

  test.each([
    ['', 'it is empty'],
    ['\n', 'it is empty'],
    ['a.b\n\n', 'character 4 is a line break'],
    ['a.b\r\nx: y', 'character 4 is a line break'],
    [' a.b', 'character 1 is a blank'],
    ['a. b', 'character 3 is a blank'],
    ['a.b\0', 'character 4 is a control character'],
    ['a.ü', 'character 3 is not ASCII'],
  ])('the key %j is refused: %s', async (apiKey, because) => {
    expect(thrownBy({ url: URL, apiKey })).toMatchObject({
      code: 'ERR_REGISTRY_BAD_API_KEY',
      because,
    })
    await using late = new HopsworksRegistry({ url: URL, apiKey: () => apiKey })
    expect(await failureOf(late.latest('x'))).toMatchObject({ code: 'ERR_REGISTRY_BAD_API_KEY' })
  })

  test('a function that fails to give the key is told with its reason', async () => {
    const reason = new Error('no such file')
    const apiKey = () => Promise.reject(reason)
    await using registry = new HopsworksRegistry({ url: URL, apiKey })
    expect(await failureOf(registry.latest('x'))).toMatchObject({
      code: 'ERR_REGISTRY_BAD_API_KEY',
      cause: reason,
    })
  })

  test('a function that never gives the key does not hold the call for ever', async () => {
    const apiKey = () => new Promise<string>(() => {})
    await using registry = new HopsworksRegistry({ url: URL, apiKey, requestTimeoutMs: 50 })
    const keepAlive = setTimeout(() => {}, 10_000)
    expect(await failureOf(registry.latest('x'))).toMatchObject({ code: 'ERR_REGISTRY_TIMEOUT' })
    clearTimeout(keepAlive)
  })

  test('`ca` beside `verify` is refused', () => {
    expect(codeOf({ ca: 'x', verify: false })).toBe('ERR_REGISTRY_BAD_OPTIONS')
    expect(codeOf({ ca: 'x', verify: 'y' })).toBe('ERR_REGISTRY_BAD_OPTIONS')
  })

  test('without `onWarning` an unchecked certificate is a warning of the process', async () => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    await using _ = new HopsworksRegistry({ url: URL, apiKey: API_KEY, verify: false })
    expect(emit).toHaveBeenCalledOnce()
    emit.mockRestore()
  })
})

describe.skipIf(whyNoCertificates)(`the CA file (${whyNoCertificates ?? 'PEM and DER'})`, () => {
  const failure = (verify: string) => thrownBy({ url: URL, apiKey: API_KEY, verify })

  test('a private key is refused, with or without certificates beside it', () => {
    using mint = new Mint()
    const { key, cert } = mint.selfSigned('x')
    const both = mint.path('both', 'pem')
    writeFileSync(both, cert + key)
    for (const path of [mint.path('x', 'key'), both]) {
      expect(failure(path)).toMatchObject({
        code: 'ERR_REGISTRY_BAD_CA',
        message: expect.stringContaining(`${path}: it holds a private key`),
      })
    }
  })

  test.each([
    ['', 'it holds no certificate'],
    ['hello', 'it holds no certificate'],
    ['-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----', 'certificate 1 of 1 is'],
    ['0garbage', 'certificate 1 of 1 is damaged'],
    ['x'.repeat(2_000_000), 'it has 2000000 bytes'],
  ])('%#: is refused with the reason', (text, because) => {
    using mint = new Mint()
    const path = mint.path('ca', 'pem')
    writeFileSync(path, text)
    expect(failure(path)).toMatchObject({
      code: 'ERR_REGISTRY_BAD_CA',
      because: expect.stringContaining(because),
    })
  })

  test('a missing file and a folder are told', () => {
    using mint = new Mint()
    expect(failure(mint.path('none', 'pem'))).toMatchObject({
      because: expect.stringContaining('ENOENT'),
    })
    expect(failure(mint.directory)).toMatchObject({ because: expect.stringContaining('EISDIR') })
  })

  test('the second certificate of a bundle is read too', () => {
    using mint = new Mint()
    const { cert } = mint.selfSigned('x')
    const ca = `${cert}\n${cert.replace('MII', '###')}`
    expect(thrownBy({ url: URL, apiKey: API_KEY, ca })).toMatchObject({
      because: 'certificate 2 of 2 is damaged',
    })
  })
})

describe('the arguments', () => {
  test.each([0, -1, 1.5, Number.NaN, 2 ** 31])('schema id %d is refused', async (id) => {
    await using registry = new HopsworksRegistry({ url: URL, apiKey: API_KEY })
    expect(await failureOf(registry.schemaById(id))).toMatchObject({
      code: 'ERR_REGISTRY_BAD_ARGUMENT',
    })
    expect(await failureOf(registry.version('s', id))).toMatchObject({
      code: 'ERR_REGISTRY_BAD_ARGUMENT',
    })
  })

  test.each(['', '.', '..', 'x'.repeat(256), '\ud800'])('the name %j is refused', async (name) => {
    await using registry = new HopsworksRegistry({ url: URL, apiKey: API_KEY })
    for (const call of [registry.latest(name), registry.subjectOfTopic(name)])
      expect(await failureOf(call)).toMatchObject({ code: 'ERR_REGISTRY_BAD_ARGUMENT' })
  })

  test('an empty schema is not looked up', async () => {
    await using registry = new HopsworksRegistry({ url: URL, apiKey: API_KEY })
    expect(await failureOf(registry.lookup('s', ''))).toMatchObject({
      code: 'ERR_REGISTRY_BAD_ARGUMENT',
    })
  })
})
