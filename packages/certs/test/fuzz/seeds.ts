import { createCipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ByteReader } from '../../src/byte-reader.ts'
import { algorithmOf } from '../../src/der/der-values.ts'
import { encodeDer, encodeInteger, encodeOid, sequence } from '../../src/der/encode-der.ts'
import { childrenOf, parseDer } from '../../src/der/parse-der.ts'
import { TAG } from '../../src/der/tags.ts'
import { certificatesToPem, readKeystore, writeJks, writePkcs12 } from '../../src/index.ts'
import { integrityDigest } from '../../src/jks/integrity.ts'
import { skipSerializedObject } from '../../src/jks/skip-serialized-object.ts'
import { jceksPbeOf } from '../../src/pbe/jceks-pbe.ts'
import { JCEKS_PBE } from '../../src/pbe/oids.ts'
import { STORE_PASSWORD } from '../recipe/cells.ts'
import { keyEntry, trustedEntry, writable } from '../support/entries.ts'
import { mint } from '../support/mint.ts'

/** Opens every seed. */
export const PASSWORD = STORE_PASSWORD

const DIGEST_BYTES = 20
const root = mint('R')
const leaf = mint('L', { issuer: root })
const ENTRIES = [
  keyEntry('__proto__', leaf, root),
  trustedEntry('../x', root),
  trustedEntry('nul\0l\n\ud800', root),
]

/** The content signed anew, so that what is wrong in it is read. */
export function resealed(store: Uint8Array): Buffer {
  const content = store.subarray(0, Math.max(0, store.length - DIGEST_BYTES))
  return Buffer.concat([content, integrityDigest(content, PASSWORD)])
}

/** Stores of each format, quick to open, and what may be taken for one. */
export async function makeSeeds() {
  const jks = writeJks(ENTRIES, { password: PASSWORD })
  const quick = { password: PASSWORD, iterations: 1 }
  const pkcs12 = await writePkcs12(ENTRIES, quick)
  const fromJdk = await readKeystore(golden('jdk-17/jks'), { password: PASSWORD })
  return {
    jks: [jks, golden('jdk-17/jks')],
    jceks: [await makeJceks(jks)],
    pkcs12: [
      pkcs12,
      withoutMac(pkcs12),
      withoutMac(await writePkcs12(writable(fromJdk), quick)),
      withoutMac(golden('others/openssl-rc4')),
      withoutMac(golden('others/openssl-md5-des')),
      Buffer.from(readFileSync(url('rfc9879/a1.base64'), 'utf8'), 'base64'),
    ],
    javaObjects: [secretOfJdk()],
    strangers: [leaf.certificate, leaf.pkcs8, await sealedKey(), ...STRANGERS.map(fromText)],
  }
}

/** Heads of what is saved as a keystore and is none. */
const STRANGERS = [
  certificatesToPem([root.certificate]),
  '<!DOCTYPE html><html><title>Log in</title></html>',
  '{"kStore":"/u3+7QAAAAIAAAAB"}',
  'PK\x03\x04\x14\0\0\0',
  '\x1f\x8b\x08\0\0\0',
  '\0\0\0\x02\0\0\0\x14BKS',
]

function fromText(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function url(name: string): URL {
  return new URL(`../golden/${name}`, import.meta.url)
}

function golden(name: string): Buffer {
  return readFileSync(url(`${name}.store`))
}

/** Without it, nothing is checked before the bags are read. */
function withoutMac(pkcs12: Uint8Array): Uint8Array {
  const [version, content] = childrenOf(parseDer(pkcs12, ''), TAG.sequence, '')
  return sequence(version?.encoded ?? new Uint8Array(), content?.encoded ?? new Uint8Array())
}

/** A JCEKS file with a key under one round, a certificate, and the secret key of a JDK. */
async function makeJceks(jks: Uint8Array): Promise<Buffer> {
  const secret = Buffer.concat([uint32(3), text('aes'), Buffer.alloc(8), secretOfJdk()])
  const key = await sealedKey()
  const head = [uint32(1), text('key'), Buffer.alloc(8), uint32(key.length), key]
  const certificate = [text('X.509'), uint32(root.certificate.length), root.certificate]
  const entries = [secret, ...head, uint32(1), ...certificate]
  const trusted = jks.subarray(trustedAt(jks), jks.length - DIGEST_BYTES)
  const content = [uint32(0xcececece), uint32(2), uint32(4), ...entries, trusted]
  return resealed(Buffer.concat([...content, Buffer.alloc(DIGEST_BYTES)]))
}

/** Where the entries behind the first, a key, start. */
function trustedAt(jks: Uint8Array): number {
  return Buffer.from(jks).indexOf(Buffer.concat([uint32(2), text('../x')]))
}

/** The serialized object of a secret key as a JDK wrote it. */
function secretOfJdk(): Uint8Array {
  const store = golden('jdk-17/jceks')
  const from = store.indexOf('aced0005', 0, 'hex')
  const reader = new ByteReader(store.subarray(from), '')
  skipSerializedObject(reader, '')
  return store.subarray(from, from + reader.offset)
}

async function sealedKey(): Promise<Uint8Array> {
  const salt = encodeDer(TAG.octetString, Buffer.from('saltsalt'))
  const algorithm = sequence(encodeOid(JCEKS_PBE), sequence(salt, encodeInteger(1)))
  const scheme = jceksPbeOf(algorithmOf(parseDer(algorithm, ''), ''))
  const material = await scheme.attempts(PASSWORD)[0]?.(() => {})
  const cipher = createCipheriv('des-ede3-cbc', material?.key ?? '', material?.iv ?? '')
  const data = Buffer.concat([cipher.update(leaf.pkcs8), cipher.final()])
  return sequence(algorithm, encodeDer(TAG.octetString, data))
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Uint8Array.of(0, bytes.length), bytes])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
