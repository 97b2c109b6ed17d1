import path from 'node:path'
import { capture } from '../run.ts'
import type { WorkspacePackage } from '../workspace.ts'
import { demand } from './verdict.ts'

/** Packs a built package as publishing would. Returns the tarball's path. */
export async function pack({ name, directory }: WorkspacePackage, folder: string): Promise<string> {
  const packed = await capture('pnpm', ['pack', '--json', '--pack-destination', folder], directory)
  demand(packed.exitCode === 0, `pnpm pack ${name}`, packed.stdout + packed.stderr)
  const { filename } = JSON.parse(packed.stdout) as { filename: string }
  return path.resolve(folder, filename)
}
