import { readdirSync } from 'node:fs'
import path from 'node:path'
import { readManifest } from '../workspace.ts'
import { type Consumer, installedPackages } from './consumer.ts'
import { demand } from './verdict.ts'

/** What must be in every package; anything else comes from `dist`, `src` or what `files` names, or is refused. */
const REQUIRED = [
  'LICENSE',
  'README.md',
  'dist/index.d.ts',
  'dist/index.js',
  'package.json',
  'src/index.ts',
]

/** What a build or a test leaves beside the sources and no user needs. */
const UNWANTED = /\.tsbuildinfo$|\.test(-d)?\.[cm]?[jt]s$|(^|\/)(test|tests|fixtures|\.[^/]*)\//

/** The installed package has what it needs and nothing that only its makers need. */
export function checkContents({ directory, name }: Consumer): void {
  const files = listFiles(path.join(directory, 'node_modules', name))
  const missing = REQUIRED.filter((file) => !files.includes(file))
  demand(missing.length === 0, `files of ${name}`, `missing: ${missing.join(', ')}`)
  const { files: named = [] } = readManifest(path.join(directory, 'node_modules', name))
  const unwanted = files.filter((file) => isUnwanted(file, named))
  demand(unwanted.length === 0, `files of ${name}`, `do not belong there: ${unwanted.join(', ')}`)
  const orphans = files.filter((file) => isOrphan(file, files))
  demand(orphans.length === 0, `files of ${name}`, `built from no source: ${orphans.join(', ')}`)
}

/** A leaf comes alone; the umbrella brings the workspace packages it declares, all of them. */
export function checkCompany({ directory, name }: Consumer, expected: readonly string[]): void {
  const ours = installedPackages(directory).filter(
    (other) => other === 'hops-kafka' || other.startsWith('@hops-kafka/'),
  )
  const wanted = [name, ...expected].sort().join(', ')
  demand(
    ours.sort().join(', ') === wanted,
    `company of ${name}`,
    `${ours.join(', ')}, not ${wanted}`,
  )
}

/**
 * Whether a file of a package is neither required nor a part of its build and sources.
 *
 * @param named - the `files` of its package.json: what is named in full there is meant to come along
 */
export function isUnwanted(file: string, named: readonly string[] = []): boolean {
  if (named.includes(file)) return false
  const folders = ['dist', 'src', ...named]
  const isOurs = REQUIRED.includes(file) || folders.some((folder) => file.startsWith(`${folder}/`))
  return !isOurs || UNWANTED.test(file)
}

/** Whether a built file's source is gone: `tsc` leaves the output of a file that was renamed. */
export function isOrphan(file: string, files: readonly string[]): boolean {
  const stem = /^dist\/(.+?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(file)?.[1]
  return stem !== undefined && !files.includes(`src/${stem}.ts`)
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !file.startsWith('node_modules/'))
    .sort()
}
