import { readFile } from 'node:fs/promises'
import { CertsError } from '../errors.ts'

/** The content of a file that the user named. @throws {@link CertsError} ERR_CERTS_FILE */
export async function readInput(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new CertsError('ERR_CERTS_FILE', {
      what: `Cannot read ${file}`,
      because: code === 'ENOENT' ? 'there is no such file' : message,
      fix: 'Check the path, and that you may read the file',
      cause,
    })
  }
}
