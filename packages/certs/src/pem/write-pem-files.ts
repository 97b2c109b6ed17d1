import { randomBytes } from 'node:crypto'
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CertsError } from '../errors.ts'

/** Names of the files, and who may read them: nobody else the key, everybody what is public. */
const FILES = {
  key: { name: 'key.pem', mode: 0o600 },
  cert: { name: 'cert.pem', mode: 0o644 },
  ca: { name: 'ca.pem', mode: 0o644 },
} as const

const FOLDER_MODE = 0o700
const OTHERS_MAY_ENTER = 0o077
const OTHERS_MAY_WRITE = 0o022

type Part = keyof typeof FILES

/** PEM texts to be written, as `toPem` and `loadHopsworksStores` give them. */
export type PemFileTexts = { readonly [P in Part]?: string | undefined }

/** What {@link writePemFiles} wrote. */
export interface WrittenPemFiles {
  /** Path of the private key, readable by its owner alone. */
  readonly key?: string
  /** Path of the certificates, leaf first. */
  readonly cert?: string
  /** Path of the trusted certificates. */
  readonly ca?: string
  /** What is unsafe about the folder, one sentence each. */
  readonly warnings: readonly string[]
}

/**
 * Writes `key.pem` (mode 0600), `cert.pem` and `ca.pem` into a folder, which is made (mode 0700) where
 * it is not there; an absent text is not written. Each file is complete before it takes its name, and
 * none takes its name before all are complete. Neither the folder nor a file may be a symbolic link.
 * Modes mean nothing on Windows: keep the folder within the user's profile there.
 *
 * @throws {@link CertsError} ERR_CERTS_UNSAFE_PATH, ERR_CERTS_WRITE
 */
export async function writePemFiles(
  directory: string,
  texts: PemFileTexts,
): Promise<WrittenPemFiles> {
  const what = `Cannot write PEM files to ${directory}`
  const parts = (Object.keys(FILES) as Part[]).filter((part) => texts[part] !== undefined)
  try {
    const warnings = await prepareFolder(directory, what)
    const targets = parts.map((part) => join(directory, FILES[part].name))
    for (const target of targets) await refuseLink(target, what)
    const drafts: [draft: string, target: string][] = []
    try {
      for (const part of parts) {
        const { name, mode } = FILES[part]
        const draft = join(directory, `.${name}.${randomBytes(6).toString('hex')}`)
        drafts.push([draft, join(directory, name)])
        await writeWhole(draft, texts[part] ?? '', mode)
      }
      for (const [draft, target] of drafts) await rename(draft, target)
    } catch (error) {
      for (const [draft] of drafts) await rm(draft, { force: true })
      throw error
    }
    await syncFolder(directory)
    const paths = Object.fromEntries(parts.map((part) => [part, join(directory, FILES[part].name)]))
    return { ...paths, warnings }
  } catch (error) {
    if (error instanceof CertsError) throw error
    throw new CertsError('ERR_CERTS_WRITE', {
      what,
      because: error instanceof Error ? error.message : String(error),
      fix: 'Name a folder that you may write to, on a disk with space left',
      cause: error,
    })
  }
}

/** Makes the folder, or looks at the one that is there; gives what is unsafe about it. */
async function prepareFolder(directory: string, what: string): Promise<string[]> {
  await refuseLink(directory, what, 'folder')
  await mkdir(directory, { recursive: true, mode: FOLDER_MODE })
  const { mode } = await lstat(directory)
  if (process.platform === 'win32' || (mode & OTHERS_MAY_ENTER) === 0) return []
  const octal = (mode & 0o777).toString(8).padStart(4, '0')
  const can = (mode & OTHERS_MAY_WRITE) === 0 ? 'look into' : 'write to'
  return [
    `other users can ${can} ${directory} (mode ${octal}); chmod 700 ${directory} keeps them out`,
  ]
}

/** A link would lead the key to where somebody else wants it. */
async function refuseLink(path: string, what: string, kind: 'file' | 'folder' = 'file') {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!found || (kind === 'file' ? found.isFile() : found.isDirectory())) return
  throw new CertsError('ERR_CERTS_UNSAFE_PATH', {
    what,
    because: found.isSymbolicLink() ? `${path} is a symbolic link` : `${path} is no ${kind}`,
    fix: 'Remove it, or name another folder by its real path',
  })
}

async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  // Exclusive: what is already there under this name is not ours.
  const handle = await open(file, 'wx', mode)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Keeps the new names through a power cut; not every platform lets a folder be opened. */
async function syncFolder(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
