import { stat } from 'node:fs/promises'
import { readSecretFile } from './config/secret-file.ts'
import type { PemFiles, StoreFiles } from './config/settings.ts'
import { type Credentials, readCredentials } from './credentials.ts'

/** Credentials as they were read first, and as they are now. */
export interface OpenedCredentials {
  readonly warnings: Credentials['warnings']
  /** Reads the files again, but only where one of them has changed since. Throws as the first reading did. */
  readonly renewed: () => Promise<Omit<Credentials, 'warnings'>>
}

/**
 * Reads the project's certificates, and again whenever their files are replaced.
 *
 * @throws as {@link readCredentials}
 */
export async function openCredentials(source: StoreFiles | PemFiles): Promise<OpenedCredentials> {
  const files = filesOf(source)
  // Before the files are read: what changes meanwhile is then read once more.
  let seen = await stateOf(files)
  const { warnings, ...first } = await readCredentials(source)
  let current = first
  const renewed = async (): Promise<typeof first> => {
    const now = await stateOf(files)
    if (now === seen) return current
    const { warnings: _, ...read } = await readCredentials(await withPassword(source))
    seen = now
    current = read
    return current
  }
  return { warnings, renewed }
}

function filesOf(source: StoreFiles | PemFiles): readonly string[] {
  return source.kind === 'stores'
    ? [source.keyStore, source.trustStore, source.passwordFile]
    : [source.key, source.certificate, source.ca]
}

async function withPassword(source: StoreFiles | PemFiles): Promise<StoreFiles | PemFiles> {
  if (source.kind === 'pem') return source
  const named = { key: 'project.store_password_file', file: source.passwordFile }
  return { ...source, password: await readSecretFile(named) }
}

/** Changes with every file that is written or replaced. */
async function stateOf(files: readonly string[]): Promise<string> {
  const states = files.map(async (file) => {
    const found = await stat(file).catch(() => undefined)
    return found === undefined ? 'gone' : `${found.ino} ${found.size} ${found.mtimeMs}`
  })
  return (await Promise.all(states)).join('; ')
}
