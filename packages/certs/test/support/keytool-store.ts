import { X509Certificate } from 'node:crypto'
import { run } from './tools.ts'

/** What `keytool -list -rfc` says about an entry. */
export interface ListedEntry {
  readonly alias: string
  readonly type: string
  /** PEM bodies as DER in hex, in order. */
  readonly certificates: readonly string[]
}

/** One store and the passwords that keytool is given for it. */
export interface StoreAt {
  readonly keytool: string
  readonly file: string
  readonly password: string
}

/** Lists a store by keytool; throws with its words when it refuses. */
export function listByKeytool({ keytool, file, password }: StoreAt): ListedEntry[] {
  const output = run(keytool, ['-list', '-rfc', '-keystore', file, '-storepass', password])
  return output
    .split(/^Alias name: /m)
    .slice(1)
    .map((part) => ({
      alias: part.slice(0, part.indexOf('\n')).trimEnd(),
      type: /Entry type: (\w+)/.exec(part)?.[1] ?? '',
      certificates: (part.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g) ?? []).map((pem) =>
        new X509Certificate(pem).raw.toString('hex'),
      ),
    }))
    .sort((a, b) => (a.alias < b.alias ? -1 : 1))
}

/** Generates a key pair in a store; `more` are further flags of keytool. */
export function generateKey(store: StoreAt, alias: string, ...more: readonly string[]): void {
  const { keytool, file, password } = store
  const where = ['-keystore', file, '-storepass', password]
  run(keytool, ['-genkeypair', '-alias', alias, ...where, '-dname', `CN=${alias}`, ...more])
}

/** Imports the certificate of one alias as a trusted entry under another. */
export function trustByKeytool(
  store: StoreAt,
  from: StoreAt & { alias: string },
  as: string,
): void {
  const source = ['-keystore', from.file, '-storepass', from.password, '-alias', from.alias]
  const pem = run(from.keytool, ['-exportcert', '-rfc', ...source])
  const target = ['-keystore', store.file, '-storepass', store.password, '-alias', as]
  run(store.keytool, ['-importcert', '-noprompt', ...target], pem)
}
