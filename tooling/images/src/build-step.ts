import { ImagesError } from './errors.ts'
import { type Command, type RunOptions, run } from './run.ts'

const FULL = /no space left on device/i
const UNREACHABLE =
  /could not resolve|failed getting release|cannot download|unable to fetch|failed to fetch|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|couldn't download/i

/**
 * Runs one program of a build and returns what it wrote to stdout.
 *
 * @param what names the step in the error
 * @throws {ImagesError} ERR_IMAGES_BUILD, ERR_IMAGES_DISK_FULL, ERR_IMAGES_DOWNLOAD
 */
export async function buildStep(
  what: string,
  command: Command,
  options: RunOptions = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await run(command, options)
  if (exitCode === 0) return stdout.trim()
  throw stepFailed(what, `${stdout}\n${stderr}`, `\`${command[0]}\` ended with ${exitCode}`)
}

/** The error for a step whose output tells what went wrong. */
export function stepFailed(what: string, output: string, otherwise: string): ImagesError {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const telling = (pattern: RegExp): string | undefined => lines.find((line) => pattern.test(line))
  const full = telling(FULL)
  if (full !== undefined) {
    const fix = 'Free space where the container engine and the temporary folder are.'
    return new ImagesError('ERR_IMAGES_DISK_FULL', { what, because: full.trim(), fix })
  }
  const unreachable = telling(UNREACHABLE)
  if (unreachable !== undefined) {
    const fix = "Check that Debian's, Maven's and npm's packages can be reached, and try again."
    const texts = { what, because: unreachable.trim(), fix, retriable: true }
    return new ImagesError('ERR_IMAGES_DOWNLOAD', texts)
  }
  const last = lines.slice(-3).join(' | ').slice(0, 600)
  const because = `${otherwise}: ${last || 'it wrote nothing'}`
  return new ImagesError('ERR_IMAGES_BUILD', { what, because, fix: 'Read its words above.' })
}
