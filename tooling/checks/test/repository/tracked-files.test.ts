import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  listTrackedFiles,
  trackedFault,
  trackedFaults,
} from '../../src/repository/tracked-files.ts'

const tracked = listTrackedFiles()

describe.skipIf(tracked === undefined)(
  `tracked files${tracked === undefined ? ' (skipped: no git checkout)' : ''}`,
  () => {
    test('hold no private key, no keystore, and nothing that is true of one machine only', () => {
      expect(tracked?.length).toBeGreaterThan(0)
      expect(trackedFaults(tracked ?? [])).toEqual([])
    })
  },
)

function fault(text: string): string | undefined {
  return trackedFault('a.txt', Buffer.from(text))
}

test.each(['pkcs1', 'pkcs8'] as const)('a private key in PEM (%s) is found', (type) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type, format: 'pem' }).toString()
  expect(fault(`const key = \`${pem}\``)).toBe('a.txt: a private key')
  expect(fault(JSON.stringify({ pem }))).toBe('a.txt: a private key')
})

test('an encrypted private key is found', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const sealed = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const
  expect(fault(privateKey.export(sealed).toString())).toBe('a.txt: a private key')
})

test('a keystore is found by content and by name', () => {
  expect(trackedFault('a.bin', Buffer.from('feedfeed00000002', 'hex'))).toBe('a.bin: a keystore')
  expect(trackedFault('a.p12', Buffer.from(''))).toBe('a.p12: a keystore')
})

test('a keystore is at home in the golden set of certs, and nowhere else', () => {
  const bytes = Buffer.from('feedfeed00000002', 'hex')
  const golden = 'packages/certs/test/golden'
  expect(trackedFault(`${golden}/jdk-17/jks.store`, bytes)).toBeUndefined()
  for (const file of [`${golden}/jks.store`, `${golden}/jdk-17/x/jks.store`, 'a/jks.store']) {
    expect(trackedFault(file, bytes)).toBe(`${file}: a keystore`)
  }
})

test.each([
  'cd /ro' + 'ot/x',
  '"/wo' + 'rk/main"',
  "'/ho" + "me/me/x'",
  'https://py' + 'pi.org/simple',
])('%s is found', (text) => expect(fault(text)).toMatch(/^a\.txt: holds on one machine only/))

test.each([
  '-----BEGIN PRIVATE KEY-----',
  'https://host/hopsworks-api/api/project/119/kafka',
  'docs/work/x',
  'import "./tmp/x.ts"',
])('%s is left alone', (text) => expect(fault(text)).toBeUndefined())
