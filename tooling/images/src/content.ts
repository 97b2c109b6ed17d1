import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Digest of what an image is made of: words such as versions, and all files of a folder. */
export async function contentDigest(
  words: readonly string[],
  folder: string | undefined,
): Promise<string> {
  const hash = createHash('sha256')
  for (const word of words) hash.update(`${word.length}:${word}`)
  if (folder !== undefined) {
    for (const path of await filesOf(folder)) {
      const bytes = await readFile(join(folder, path))
      hash.update(`${path}\0${bytes.length}\0`).update(bytes)
    }
  }
  return hash.digest('hex').slice(0, 16)
}

/** In an order that does not depend on the file system. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}
