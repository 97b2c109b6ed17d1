import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { listPublicPackages, type WorkspacePackage } from '../workspace.ts'
import { type Consumer, installInto } from './consumer.ts'
import { checkConsumerTypes } from './consumer-types.ts'
import { checkCompany, checkContents } from './contents.ts'
import { checkEngines } from './engines.ts'
import { checkImports } from './imports.ts'
import { checkLinters } from './linters.ts'
import type { PublicNames } from './public-names.ts'

/** What a check needs besides the package. */
export interface CheckInput {
  /** An empty folder of our own, outside the workspace. */
  readonly folder: string
  /** The package's own tarball. */
  readonly tarball: string
  /** Tarball of every public package, by name. */
  readonly tarballs: ReadonlyMap<string, string>
  readonly names: PublicNames
  /** The Node types that the consumer compiles with, as npm installs them. */
  readonly nodeTypes: string
}

/** Installs one packed package as its user would, and checks all that the user then meets. */
export async function checkOne(target: WorkspacePackage, input: CheckInput): Promise<void> {
  const consumer: Consumer = { name: target.name, directory: path.join(input.folder, 'consumer') }
  mkdirSync(consumer.directory, { recursive: true })
  const siblings = siblingsOf(target)
  const tarballs = siblings.flatMap((name) => input.tarballs.get(name) ?? [])
  await installInto(consumer, [input.tarball, ...tarballs, input.nodeTypes])
  checkCompany(consumer, siblings)
  checkContents(consumer)
  checkEngines(consumer)
  await checkImports(consumer, input.names.values)
  await checkConsumerTypes(consumer, input.names)
  await checkLinters(target.name, input.tarball)
}

/** The workspace packages that a package brings, those of its dependencies included. */
function siblingsOf(target: WorkspacePackage): string[] {
  const packages = new Map(listPublicPackages().map((each) => [each.name, each]))
  const found = new Set<string>()
  const look = ({ manifest }: WorkspacePackage): void => {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      const sibling = packages.get(name)
      if (sibling === undefined || found.has(name)) continue
      found.add(name)
      look(sibling)
    }
  }
  look(target)
  return [...found]
}
