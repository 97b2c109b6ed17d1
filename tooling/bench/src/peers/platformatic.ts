import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The last version that runs on Node 20; what it depends on says otherwise, so it cannot be in the workspace. */
const PACKAGE = '@platformatic/kafka@1.35.0'

/** Fetches @platformatic/kafka into a folder of its own, which the system clears. `T` is what is used of it. */
export async function fetchPlatformatic<T>(): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'hops-kafka-bench-'))
  // What it depends on asks for a later Node than it needs; pnpm hands its strictness down.
  const quiet = ['--no-audit', '--no-fund', '--silent', '--no-package-lock', '--no-engine-strict']
  execFileSync('npm', ['install', ...quiet, '--prefix', folder, PACKAGE], { stdio: 'ignore' })
  const entry = createRequire(join(folder, 'package.json')).resolve('@platformatic/kafka')
  return (await import(pathToFileURL(entry).href)) as T
}
