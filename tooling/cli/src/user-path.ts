import { resolve } from 'node:path'

/**
 * A path as the user meant it: relative to the folder where the user typed the command.
 *
 * Under `pnpm --filter` the working directory is the app's; pnpm leaves the user's in `INIT_CWD`.
 */
export function userPath(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path)
}
