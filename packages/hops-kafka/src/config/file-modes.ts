import { stat } from 'node:fs/promises'

const READABLE_BY_OTHERS = 0o044

/**
 * Warnings for files with secrets that group or others may read.
 *
 * A warning, not a refusal: Kubernetes mounts secrets that way. On Windows modes say nothing, and nothing is said.
 */
export async function modeWarnings(files: Iterable<string>): Promise<string[]> {
  if (process.platform === 'win32') return []
  const warnings = await Promise.all([...new Set(files)].map(modeWarning))
  return warnings.filter((warning) => warning !== undefined)
}

async function modeWarning(file: string): Promise<string | undefined> {
  // A file that is not there is told by whoever needs it, with the key that names it.
  const mode = await stat(file).then(
    (found) => found.mode,
    () => 0,
  )
  if ((mode & READABLE_BY_OTHERS) === 0) return undefined
  const shown = (mode & 0o777).toString(8).padStart(4, '0')
  return `${file} names or holds secrets and others can read it (mode ${shown}): chmod 600 '${file}'`
}
