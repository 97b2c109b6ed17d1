import { CertsError } from './errors.ts'
import type { Keystore, PrivateKeyEntry, UnreadableKeyEntry } from './keystore.ts'

/** Where a key is sought. */
export interface KeyChoice {
  readonly store: Keystore
  /** Which of several keys; upper and lower case are the same, as in Java. */
  readonly alias: string | undefined
  /** Names the store in errors. */
  readonly name: string
}

/**
 * The store's only key, or the one with the alias.
 * @throws {@link CertsError} ERR_CERTS_NO_KEY, ERR_CERTS_SEVERAL_KEYS, and why the key did not open.
 */
export function selectKey({ store, alias, name }: KeyChoice): PrivateKeyEntry {
  const keys = keysOf(store)
  const wanted = alias === undefined ? keys : keys.filter((key) => isNamed(key, alias))
  const [first] = wanted
  if (!first) throw noKey({ store, alias, name })
  if (wanted.length > 1) throw severalKeys(wanted, name)
  if (first.kind === 'unreadable-key') throw first.error
  return first
}

/** The key entries, those that did not open included. */
export function keysOf({ entries }: Keystore): (PrivateKeyEntry | UnreadableKeyEntry)[] {
  return entries.filter((entry) => entry.kind === 'private-key' || entry.kind === 'unreadable-key')
}

/** The certificates that are trusted by themselves. */
export function trustedCertificatesOf({ entries }: Keystore): Uint8Array[] {
  return entries
    .filter((entry) => entry.kind === 'trusted-certificate')
    .map(({ certificate }) => certificate)
}

function isNamed(entry: { readonly alias: string }, alias: string): boolean {
  return entry.alias.toLowerCase() === alias.toLowerCase()
}

function noKey({ store, alias, name }: KeyChoice): CertsError {
  const what = `Cannot use ${name} as the key store`
  const keys = keysOf(store)
  if (alias === undefined || keys.length === 0) {
    return new CertsError('ERR_CERTS_NO_KEY', {
      what,
      because: `it holds no private key (entries of other kinds: ${store.entries.length})`,
      fix: 'Check that the key store and the trust store are not swapped',
    })
  }
  return new CertsError('ERR_CERTS_NO_KEY', {
    what,
    because: `it has no key with alias ${JSON.stringify(alias)}, only ${listed(keys)}`,
    fix: 'Pass one of these as alias',
  })
}

function severalKeys(keys: readonly { readonly alias: string }[], name: string): CertsError {
  return new CertsError('ERR_CERTS_SEVERAL_KEYS', {
    what: `Cannot use ${name} as the key store`,
    because: `it holds ${keys.length} private keys: ${listed(keys)}`,
    fix: 'Say which one with alias',
  })
}

function listed(keys: readonly { readonly alias: string }[]): string {
  return keys.map(({ alias }) => JSON.stringify(alias)).join(', ')
}
