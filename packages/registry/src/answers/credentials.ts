import { type Answered, isObject } from './answered.ts'
import { notARegistry } from './server-errors.ts'

/** The same certificates as PEM texts. */
export interface CredentialsPem {
  /** What the brokers' certificates are checked by. */
  readonly ca: string
  /** The project's certificate, then the intermediate. */
  readonly cert: string
  /** PKCS#8, not encrypted. */
  readonly key: string
}

interface Secrets {
  readonly keyStore: Uint8Array
  readonly trustStore: Uint8Array
  readonly password: string
  readonly pem: CredentialsPem | undefined
}

/** A project's certificates. Printed or turned into JSON, it shows nothing of them. */
export class ProjectCredentials {
  readonly #secrets: Secrets

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  /** keyStore.jks: the project's key and its chain. */
  get keyStore(): Uint8Array {
    return this.#secrets.keyStore
  }

  /** trustStore.jks: the CA of the brokers. */
  get trustStore(): Uint8Array {
    return this.#secrets.trustStore
  }

  /** The password of both stores and of the key. */
  get password(): string {
    return this.#secrets.password
  }

  /** The same as PEM texts, which Hopsworks sends from 3.0 on. */
  get pem(): CredentialsPem | undefined {
    return this.#secrets.pem
  }
}

export function readCredentials(json: unknown, answered: Answered): ProjectCredentials {
  if (!isObject(json)) throw notARegistry(answered, 'its JSON is not an object')
  const { kStore, tStore, password, caChain: ca, clientCert: cert, clientKey: key } = json
  if (!isText(kStore) || !isText(tStore) || !isText(password))
    throw notARegistry(answered, 'its JSON lacks `kStore`, `tStore` or `password`')
  return new ProjectCredentials({
    keyStore: Buffer.from(kStore, 'base64'),
    trustStore: Buffer.from(tStore, 'base64'),
    password,
    pem: isText(ca) && isText(cert) && isText(key) ? { ca, cert, key } : undefined,
  })
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
