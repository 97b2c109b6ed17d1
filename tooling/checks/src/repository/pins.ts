import type { Manifest } from '../workspace.ts'

const EXACT = /^(catalog:|workspace:\*)$/
/** One version, maybe of a package under another name. */
const EXACT_VERSION = /^(npm:@?[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/

/** Dependencies of a package that do not come from the catalog or the workspace, and are thus not pinned. */
export function unpinned(manifest: Manifest): string[] {
  const { dependencies, devDependencies, optionalDependencies } = manifest
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, range]) => !EXACT.test(range))
    .map(([name, range]) => `${manifest.name}: ${name} ${range}`)
}

/** Entries of the catalog in pnpm-workspace.yaml that allow more than one version. */
export function looseCatalogEntries(yaml: string): string[] {
  const block = /^catalog:\n((?: {2}.+\n|\n)*)/m.exec(yaml)?.[1] ?? ''
  return block
    .split('\n')
    .map((line) => /^ {2}"?([^":]+)"?: *"?([^"\s]+)"?/.exec(line))
    .flatMap((entry) => (entry === null ? [] : [entry]))
    .filter(([, , version = '']) => !EXACT_VERSION.test(version))
    .map(([, name = '', version = '']) => `${name} ${version}`)
}
