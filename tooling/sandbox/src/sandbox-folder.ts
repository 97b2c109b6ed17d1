import { readdir } from 'node:fs/promises'
import { makeFolder, makeOwnFolder, writing } from './files.ts'
import { SANDBOX_CONTENT } from './layout.ts'

/**
 * Makes the folder of a sandbox, for its owner only. One that holds other files too is the user's,
 * and its mode is the user's to choose; all that the sandbox puts into it is closed by itself.
 *
 * @throws {SandboxError} ERR_SANDBOX_UNWRITABLE
 */
export async function makeSandboxFolder(folder: string): Promise<void> {
  await makeFolder(folder)
  const names = await writing(folder, () => readdir(folder))
  if (names.every((name) => SANDBOX_CONTENT.includes(name))) await makeOwnFolder(folder)
}
