import path from 'node:path'
import { capture } from '../run.ts'
import { demand } from './verdict.ts'

const TOOLS = path.resolve(import.meta.dirname, '../../node_modules/.bin')

/** The ways other people's tools judge a tarball: what it promises is there, and its types resolve. */
const LINTERS = [
  { tool: 'publint', args: ['run', '--strict'] },
  {
    tool: 'attw',
    args: ['--profile', 'esm-only', '--no-definitely-typed', '--no-emoji', '--no-color'],
  },
] as const

/** publint and attw find nothing to say about the tarball. */
export async function checkLinters(name: string, tarball: string): Promise<void> {
  for (const { tool, args } of LINTERS) {
    const { exitCode, stdout, stderr } = await capture(
      path.join(TOOLS, tool),
      [...args, tarball],
      path.dirname(tarball),
    )
    demand(exitCode === 0, `${tool} of ${name}`, stdout + stderr)
  }
}
