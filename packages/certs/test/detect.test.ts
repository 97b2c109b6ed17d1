import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { encodeDer, encodeOid } from '../src/der/encode-der.ts'
import {
  type CertsErrorCode,
  certificatesToPem,
  privateKeyToPem,
  readKeystore,
  writeJks,
} from '../src/index.ts'
import { trustedEntry } from './support/entries.ts'
import { mint } from './support/mint.ts'
import { refusal } from './support/refusals.ts'

const owner = mint('Owner')
const store = writeJks([trustedEntry('a', owner)], { password: 'p' })
const hexBytes = (text: string) => Buffer.from(text, 'hex')
const NOT = 'ERR_CERTS_NOT_A_KEYSTORE'
const UNSUPPORTED = 'ERR_CERTS_UNSUPPORTED'

it.each<[string, Uint8Array, CertsErrorCode, RegExp, RegExp]>([
  ['an empty file', Buffer.alloc(0), NOT, /empty/, /Export/],
  [
    'PEM',
    Buffer.from(certificatesToPem([owner.certificate])),
    NOT,
    /PEM text \(CERTIFICATE\)/,
    /as it is/,
  ],
  [
    'PEM behind attributes',
    Buffer.from(`Bag Attributes\n${await privateKeyToPem(owner.pkcs8)}`),
    NOT,
    /PRIVATE KEY/,
    /as it is/,
  ],
  ['a DER certificate', owner.certificate, NOT, /bare certificate/, /openssl x509/],
  ['a DER key', owner.pkcs8, NOT, /private key in DER/, /keystore that holds it/],
  ['HTML', Buffer.from('\n<!DOCTYPE html><html>'), NOT, /web page/, /Export/],
  ['JSON', Buffer.from('{"kStore":"/u3+7Q"}'), NOT, /JSON/, /base64/],
  ['base64 of JKS', Buffer.from(Buffer.from(store).toString('base64')), NOT, /base64/, /base64 -d/],
  ['zip', hexBytes('504b03041400'), NOT, /zip/, /Unpack/],
  ['gzip', gzipSync(store), NOT, /gzip/, /Unpack/],
  ['BKS', hexBytes('0000000200000014aabb'), UNSUPPORTED, /BKS/, /Bouncy Castle/],
  [
    'a DER key under a password',
    encodeDer(0x30, encodeDer(0x30, encodeOid('1.2.3')), encodeDer(0x04, Buffer.from('x'))),
    NOT,
    /encrypted private key/,
    /openssl pkey/,
  ],
  [
    'BCFKS',
    encodeDer(0x30, encodeDer(0x30, encodeDer(0x30), encodeDer(0x04)), encodeDer(0x30)),
    UNSUPPORTED,
    /BCFKS/,
    /Bouncy Castle/,
  ],
  ['PKCS#7', encodeDer(0x30, encodeOid('1.2.840.113549.1.7.2')), NOT, /PKCS#7/, /openssl pkcs7/],
  [
    'a key of OpenSSH',
    Buffer.from('-----BEGIN OPENSSH PRIVATE KEY-----'),
    NOT,
    /OpenSSH/,
    /X\.509/,
  ],
  ['UBER', hexBytes('0000000100000014aabb'), UNSUPPORTED, /UBER/, /Bouncy Castle/],
  ['anything else', hexBytes('0102030405'), NOT, /01020304/, /Export/],
])('names %s and the way from there', async (_, bytes, code, because, fix) => {
  const read = () => readKeystore(bytes, { password: 'p', name: 'keyStore.jks' })
  const error = await refusal(read, code)
  expect(error.because).toMatch(because)
  expect(error.fix).toMatch(fix)
  expect(error.message).toContain('keyStore.jks')
})

it('reads from a view that starts within a larger buffer', async () => {
  const around = Buffer.concat([Buffer.alloc(7), store, Buffer.alloc(9)])
  const view = around.subarray(7, 7 + store.length)
  expect((await readKeystore(view, { password: 'p' })).entries).toHaveLength(1)
})

it('refuses text in place of bytes', async () => {
  const bytes: unknown = 'keyStore.jks'
  const read = () => readKeystore(bytes as Uint8Array, { password: 'p' })
  await refusal(read, 'ERR_CERTS_BAD_ARGUMENT')
})
