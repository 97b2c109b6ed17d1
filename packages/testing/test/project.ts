import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../../..')
const LIMIT = { timeout: 240_000, killSignal: 'SIGKILL', maxBuffer: 64 * 2 ** 20 } as const

/** A stranger's project that has the packages as npm delivers them. */
export interface Project extends AsyncDisposable {
  /** Runs a line of a CI file. */
  run(command: string, env: Readonly<Record<string, string>>): Promise<string>
}

/** Packs the packages, and makes a project that depends on them and has one test. */
export async function makeProject(test: string): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'hops-kafka-project-'))
  const packed = join(folder, 'packed')
  await mkdir(packed)
  for (const directory of await withDependencies('packages/testing')) {
    await run('pnpm', ['pack', '--pack-destination', packed], { ...LIMIT, cwd: directory })
  }
  const files = await tarballs(packed)
  const vitest = await versionOf('packages/testing/node_modules/vitest')
  const own = {
    '@hops-kafka/testing': files['@hops-kafka/testing'],
    'hops-kafka': files['hops-kafka'],
  }
  const manifest = {
    name: 'stranger',
    private: true,
    type: 'module',
    devDependencies: { ...own, vitest },
    // None of the packages is in a registry yet.
    overrides: files,
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'readings.test.ts'), await readFile(test))
  // What a project has committed; `npm ci` wants it.
  await run('npm', ['install', '--package-lock-only', '--no-audit'], { ...LIMIT, cwd: folder })
  return {
    async run(command, env) {
      const { stdout, stderr } = await run('/bin/sh', ['-c', command], {
        ...LIMIT,
        cwd: folder,
        env: { ...withoutRunner(), ...env },
      })
      return stdout + stderr
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The folders of a workspace package and of all that it needs from the workspace. */
async function withDependencies(first: string): Promise<string[]> {
  const found = new Set([join(ROOT, first)])
  for (const directory of found) {
    const { dependencies = {} } = JSON.parse(
      await readFile(join(directory, 'package.json'), 'utf8'),
    )
    for (const name of Object.keys(dependencies).filter((each) => each.includes('hops-kafka'))) {
      found.add(await folderOf(name.replace('@hops-kafka/', '')))
    }
  }
  return [...found]
}

async function folderOf(name: string): Promise<string> {
  const packages = await readdir(join(ROOT, 'packages'))
  return join(ROOT, packages.includes(name) ? 'packages' : 'tooling', name)
}

async function tarballs(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder)
  return Object.fromEntries(
    names.map((file) => {
      const short = file.replace(/-\d+\.\d+\.\d+\.tgz$/, '').replace(/^hops-kafka-/, '')
      const name = short === 'hops-kafka' ? short : `@hops-kafka/${short}`
      return [name, `file:${join(folder, file)}`]
    }),
  )
}

async function versionOf(directory: string): Promise<string> {
  return JSON.parse(await readFile(join(ROOT, directory, 'package.json'), 'utf8')).version
}

/** The environment without what the test runner and pnpm have put there. */
function withoutRunner(): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean => /^(VITEST|NODE_|npm_|PNPM_|HOPS_KAFKA_)/.test(name)
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)))
}
