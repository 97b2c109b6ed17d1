import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { capture } from '../run.ts'
import { demand } from './verdict.ts'

/** A folder outside the workspace into which npm has installed a packed package, as a user would. */
export interface Consumer {
  readonly directory: string
  /** The package under check. */
  readonly name: string
}

/** Every npm package by its folder name, the scoped ones as `@scope/name`. */
export function installedPackages(directory: string): string[] {
  const modules = path.join(directory, 'node_modules')
  return readdirSync(modules)
    .filter((entry) => !entry.startsWith('.'))
    .flatMap((entry) =>
      entry.startsWith('@')
        ? readdirSync(path.join(modules, entry)).map((name) => `${entry}/${name}`)
        : [entry],
    )
}

/** Installs tarballs, and the Node types that any TypeScript user has, into an empty folder. */
export async function installInto(consumer: Consumer, tarballs: readonly string[]): Promise<void> {
  const { directory, name } = consumer
  const manifest = { name: 'consumer', version: '1.0.0', private: true, type: 'module' }
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify(manifest))
  const flags = [
    '--prefer-offline',
    '--ignore-scripts',
    '--engine-strict',
    '--no-audit',
    '--no-fund',
  ]
  const npm = await capture('npm', ['install', ...flags, ...tarballs], directory)
  demand(npm.exitCode === 0, `npm install of ${name}`, npm.stdout + npm.stderr)
  const installed = path.join(directory, 'node_modules', name)
  demand(existsSync(installed), `npm install of ${name}`, 'npm succeeded, yet it is not there')
}
