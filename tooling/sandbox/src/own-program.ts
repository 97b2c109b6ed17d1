import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What the modules of this package end in: `.ts` where it runs from source, `.js` where it is installed. */
const EXTENSION = extname(import.meta.filename)

/**
 * The path of a module of this package that is a program.
 *
 * @param name - from `src`, without its ending
 */
export function ownProgram(name: string): string {
  return join(import.meta.dirname, `${name}${EXTENSION}`)
}

/** The arguments with which Node runs a program of this package. */
export function programArguments(program: string): string[] {
  if (EXTENSION === '.js') return [program]
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  return ['--conditions=@hops-kafka/source', '--import', loader, program]
}
