import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { encodeDer, encodeInteger, encodeOid } from '../../src/der/encode-der.ts'

const DAY_MS = 86_400_000

/** A key with its certificate. */
export interface Identity {
  readonly commonName: string
  readonly key: KeyObject
  readonly pkcs8: Uint8Array
  readonly certificate: Uint8Array
}

/** What to mint; days are counted from now. */
export interface MintOptions {
  readonly issuer?: Identity
  readonly fromDay?: number
  readonly untilDay?: number
  /** Whether it may sign others. @default true where it is self-signed */
  readonly authority?: boolean
}

/** Mints an Ed25519 certificate, self-signed without an issuer. Enough of X.509 v3 for chains in tests. */
export function mint(commonName: string, options: MintOptions = {}): Identity {
  const { issuer, fromDay = -1, untilDay = 365, authority = !issuer } = options
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const algorithm = encodeDer(0x30, encodeOid('1.3.101.112'))
  const body = encodeDer(
    0x30,
    encodeDer(0xa0, encodeInteger(2)),
    encodeInteger(randomBytes(4).readUInt32BE()),
    algorithm,
    distinguishedName(issuer?.commonName ?? commonName),
    encodeDer(0x30, time(fromDay), time(untilDay)),
    distinguishedName(commonName),
    publicKey.export({ format: 'der', type: 'spki' }),
    encodeDer(0xa3, encodeDer(0x30, basicConstraints(authority))),
  )
  const signature = sign(null, body, issuer?.key ?? privateKey)
  return {
    commonName,
    key: privateKey,
    pkcs8: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
    certificate: new Uint8Array(
      encodeDer(0x30, body, algorithm, encodeDer(0x03, Uint8Array.of(0), signature)),
    ),
  }
}

function distinguishedName(commonName: string): Uint8Array {
  const value = encodeDer(0x0c, Buffer.from(commonName))
  return encodeDer(0x30, encodeDer(0x31, encodeDer(0x30, encodeOid('2.5.4.3'), value)))
}

function basicConstraints(authority: boolean): Uint8Array {
  const yes = encodeDer(0x01, Uint8Array.of(0xff))
  const value = authority ? encodeDer(0x30, yes) : encodeDer(0x30)
  return encodeDer(0x30, encodeOid('2.5.29.19'), yes, encodeDer(0x04, value))
}

function time(day: number): Uint8Array {
  const iso = new Date(Date.now() + day * DAY_MS).toISOString()
  return encodeDer(0x18, Buffer.from(`${iso.replace(/[-:T]/g, '').slice(0, 14)}Z`))
}
