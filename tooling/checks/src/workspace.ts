import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The folder that holds pnpm-workspace.yaml. */
export const ROOT = path.resolve(import.meta.dirname, '../../..')

/** The folders whose subfolders are packages, as in pnpm-workspace.yaml. */
const GROUPS = ['packages', 'apps', 'tooling']

/** The fields of a package.json that the checks look at. */
export interface Manifest {
  readonly name: string
  readonly version?: string
  readonly private?: boolean
  readonly engines?: { readonly node?: string }
  readonly files?: readonly string[]
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** One package of the workspace. */
export interface WorkspacePackage {
  readonly name: string
  /** Absolute path of its folder. */
  readonly directory: string
  readonly manifest: Manifest
}

/** Every package of the workspace, the root's own package.json left out. */
export function listPackages(): WorkspacePackage[] {
  return GROUPS.flatMap((group) =>
    readdirSync(path.join(ROOT, group))
      .map((folder) => path.join(ROOT, group, folder))
      .filter((directory) => existsSync(path.join(directory, 'package.json')))
      .map((directory) => {
        const manifest = readManifest(directory)
        return { name: manifest.name, directory, manifest }
      }),
  )
}

/** The packages that are published. */
export function listPublicPackages(): WorkspacePackage[] {
  return listPackages().filter(({ manifest }) => manifest.private !== true)
}

/** The package.json in a folder. */
export function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as Manifest
}

/** A path as a reader writes it: from the workspace root, with forward slashes. */
export function relativeToRoot(file: string): string {
  return path.relative(ROOT, file).split(path.sep).join('/')
}
