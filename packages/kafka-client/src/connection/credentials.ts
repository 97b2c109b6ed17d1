import { createPrivateKey, KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { KafkaError, reasonOf } from '../errors.ts'
import { type KafkaTls, typeOf } from './connection.ts'

/** What the checked PEM texts amount to. */
export interface Credentials {
  /** Key, certificate chain and trust, ready for any number of connections. */
  readonly secureContext: SecureContext
  /** Common name of the client certificate: who the broker takes us for. */
  readonly principal: string
  /** When the client certificate expires, in ms since the epoch. */
  readonly expires: number
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/**
 * Checks key, certificate and trust before any connection is made, so that each fault is named where it is.
 * @throws KafkaError `ERR_KAFKA_CREDENTIALS`, `ERR_KAFKA_TLS_EXPIRED`
 */
export function checkCredentials(tls: KafkaTls, now = Date.now()): Credentials {
  for (const name of ['cert', 'ca'] as const) checkText(`tls.${name}`, tls[name])
  if (tls.passphrase !== undefined) checkText('tls.passphrase', tls.passphrase)
  refuseKey('tls.ca', tls.ca)
  parseCertificates('tls.ca', tls.ca)
  const [leaf] = parseCertificates('tls.cert', tls.cert)
  checkValidity(leaf, now)
  const key = parseKey(tls)
  if (!leaf.checkPrivateKey(key)) {
    const because = `the key does not belong to the certificate of ${commonName(leaf)}`
    throw refused('tls.key', because, 'Give the key and the certificate of the same keystore entry')
  }
  const secureContext = secureContextOf(tls, key)
  return { secureContext, principal: commonName(leaf), expires: Date.parse(leaf.validTo) }
}

type AtLeastOne<T> = readonly [T, ...T[]]

/** Before Node looks at it, since Node shows the value in its errors. */
function checkText(name: string, text: string): void {
  if (typeof text !== 'string') throw refused(name, typeOf(text), 'Give it as a string')
}

/** A key among the trusted certificates is a mix-up; with the client's own, `openssl pkcs12` writes it. */
function refuseKey(name: string, pem: string): void {
  if (!pem.includes('PRIVATE KEY-----')) return
  throw refused(name, 'it holds a private key', 'Give certificates only, and the key as tls.key')
}

function parseCertificates(name: string, pem: string): AtLeastOne<X509Certificate> {
  const [first, ...rest] = (pem.match(CERTIFICATE) ?? []).map((text) => parseOne(name, text))
  if (first === undefined) {
    throw refused(name, 'it holds no PEM certificate', 'Give text with BEGIN CERTIFICATE lines')
  }
  return [first, ...rest]
}

function parseOne(name: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text)
  } catch (cause) {
    throw refused(name, 'a certificate in it cannot be read', 'Export it again as PEM', cause)
  }
}

function checkValidity(leaf: X509Certificate, now: number): void {
  const late = Date.parse(leaf.validTo) < now
  if (!late && Date.parse(leaf.validFrom) <= now) return
  throw new KafkaError('ERR_KAFKA_TLS_EXPIRED', {
    what: `client certificate of ${commonName(leaf)} is not valid now`,
    because: late ? `it expired on ${leaf.validTo}` : `it is valid from ${leaf.validFrom}`,
    fix: late ? "Download the project's certificates again" : "Check this machine's clock",
  })
}

function parseKey({ key, passphrase }: KafkaTls): KeyObject {
  if (key instanceof KeyObject) {
    if (key.type === 'private') return key
    throw refused('tls.key', `it is a ${key.type} key`, 'Give the private key')
  }
  checkText('tls.key', key)
  try {
    return createPrivateKey(passphrase === undefined ? key : { key, passphrase })
  } catch (cause) {
    throw keyError(cause, passphrase !== undefined)
  }
}

function keyError(cause: unknown, hadPassphrase: boolean): KafkaError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ERR_MISSING_PASSPHRASE' || code === 'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED') {
    return refused('tls.key', 'it is encrypted', 'Give its passphrase as tls.passphrase', cause)
  }
  const wrong = /BAD_DECRYPT|BAD_PASSWORD|PKCS12_CIPHERFINAL|DECRYPT_ERROR/i.test(code)
  if (hadPassphrase && wrong) {
    return refused('tls.key', 'the passphrase does not open it', 'Check tls.passphrase', cause)
  }
  return refused('tls.key', 'it cannot be read', 'Give a private key as PEM text', cause)
}

function secureContextOf({ cert, ca }: KafkaTls, key: KeyObject): SecureContext {
  try {
    // The key was opened above: handed over in the clear, in memory only.
    const pem = key.export({ type: 'pkcs8', format: 'pem' })
    return createSecureContext({ cert, ca, key: pem, minVersion: 'TLSv1.2' })
  } catch (cause) {
    throw refused(
      'tls',
      `OpenSSL refuses it (${reasonOf(cause)})`,
      'Export key and chain again',
      cause,
    )
  }
}

function commonName(certificate: X509Certificate): string {
  const match = /^CN=(.*)$/m.exec(certificate.subject)
  return match?.[1] ?? certificate.subject
}

function refused(name: string, because: string, fix: string, cause?: unknown): KafkaError {
  return new KafkaError('ERR_KAFKA_CREDENTIALS', {
    what: `${name} is refused`,
    because,
    fix,
    ...(cause === undefined ? {} : { cause }),
  })
}
