import { randomBytes } from 'node:crypto'
import { access, chmod, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { SandboxError, systemCode } from './errors.ts'

/** Owner only: the sandbox's files hold private keys and passwords. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/**
 * Writes a whole file or nothing, readable by its owner only.
 *
 * @throws {SandboxError} ERR_SANDBOX_UNWRITABLE
 */
export async function writeFileAtomically(file: string, data: string | Uint8Array): Promise<void> {
  const draft = draftOf(file)
  await writing(file, async () => {
    try {
      await writeFile(draft, data, { mode: FILE_MODE })
      await rename(draft, file)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  })
}

/**
 * Makes a folder, and those above it, for its owner only.
 *
 * @throws {SandboxError} ERR_SANDBOX_UNWRITABLE
 */
export async function makeFolder(folder: string): Promise<void> {
  await writing(folder, () => mkdir(folder, { recursive: true, mode: FOLDER_MODE }))
}

/**
 * As {@link makeFolder}, and closes one that stood open: `mkdir` gives its mode to new folders only.
 *
 * @throws {SandboxError} ERR_SANDBOX_UNWRITABLE
 */
export async function makeOwnFolder(folder: string): Promise<void> {
  await makeFolder(folder)
  await writing(folder, () => chmod(folder, FOLDER_MODE))
}

/** A name beside `path` that nobody else uses: fill it, then rename it to `path`. */
export function draftOf(path: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString('hex')}.draft`
}

/** Whether there is a file or folder of that name. */
export async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

/** The text of a file; undefined if there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw unwritable(file, error)
  }
}

/** The last bytes of a file as text; empty if there is no such file. */
export async function endOfFile(file: string, bytes: number): Promise<string> {
  const handle = await open(file).catch(() => undefined)
  if (handle === undefined) return ''
  try {
    const { size } = await handle.stat()
    const start = Math.max(0, size - bytes)
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(size - start),
      position: start,
    })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Runs what writes to `path`; names the path when the disk refuses. */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    throw error instanceof SandboxError ? error : unwritable(path, error)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where a file is needed',
}

function unwritable(path: string, cause: unknown): SandboxError {
  const code = systemCode(cause) ?? 'unknown error'
  return new SandboxError('ERR_SANDBOX_UNWRITABLE', {
    what: `Cannot use ${path}`,
    because: `${REASONS[code] ?? 'the file system refuses'} (${code})`,
    fix: 'Free space there or make the folder writable, then start again.',
    cause,
  })
}
