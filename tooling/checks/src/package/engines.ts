import path from 'node:path'
import { satisfies } from 'semver'
import { type Manifest, readManifest } from '../workspace.ts'
import { type Consumer, installedPackages } from './consumer.ts'
import { demand } from './verdict.ts'

/** The oldest Node that the packages promise to run on. */
export const NODE_FLOOR = '20.19.0'

/** Everything that came along runs on the oldest Node promised, and the package says what that is. */
export function checkEngines({ directory, name }: Consumer): void {
  const modules = path.join(directory, 'node_modules')
  const own = readManifest(path.join(modules, name)).engines?.node
  demand(own === '>=20.19', `engines.node of ${name}`, `${own}, not >=20.19`)
  const refused = installedPackages(directory)
    .map((installed) => readManifest(path.join(modules, installed)))
    .filter((manifest) => !admitsFloor(manifest))
    .map((manifest) => `${manifest.name} wants ${manifest.engines?.node}`)
  demand(refused.length === 0, `dependencies of ${name} on Node ${NODE_FLOOR}`, refused.join(', '))
}

/** Whether a package may run on the oldest Node promised; one that says nothing may. */
export function admitsFloor({ engines }: Manifest): boolean {
  return satisfies(NODE_FLOOR, engines?.node ?? '*')
}
