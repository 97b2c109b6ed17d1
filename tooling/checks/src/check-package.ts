/** `pnpm check:package`: each public package as its user gets it, from the tarball on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checkOne } from './package/check-one.ts'
import { pack } from './package/pack.ts'
import { publicNames } from './package/public-names.ts'
import { PackageFault } from './package/verdict.ts'
import { runTurbo } from './run.ts'
import { createSourceProgram, entryOf } from './source-program.ts'
import { listPublicPackages, readManifest, type WorkspacePackage } from './workspace.ts'

const startedAt = performance.now()
const packages = listPublicPackages()
const folder = mkdtempSync(path.join(tmpdir(), 'hops-kafka-package-'))
try {
  // Built anew, or restored by turbo: what an older source left in dist must not be packed.
  for (const { directory } of packages)
    rmSync(path.join(directory, 'dist'), { recursive: true, force: true })
  process.exitCode = await runTurbo([
    'build',
    '--output-logs=errors-only',
    ...packages.map(({ name }) => `--filter=${name}`),
  ])
  if (process.exitCode === 0) await checkAll()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function checkAll(): Promise<void> {
  const tarballs = new Map<string, string>()
  for (const target of packages) tarballs.set(target.name, await pack(target, folder))
  const program = createSourceProgram()
  const nodeTypes = `@types/node@${versionHere('@types/node')}`
  const check = async (target: WorkspacePackage): Promise<void> => {
    const names = publicNames(program, entryOf(target))
    const tarball = tarballs.get(target.name) ?? ''
    const own = path.join(folder, path.basename(target.directory))
    const input = { folder: own, tarball, tarballs, names, nodeTypes }
    await report(target.name, () => checkOne(target, input))
  }
  // Two at once: npm waits for the network, a compiler for a core.
  const waiting = packages.values()
  const work = async (): Promise<void> => {
    for (const target of waiting) await check(target)
  }
  await Promise.all([work(), work()])
  const verdict = process.exitCode === 0 ? 'all fit to publish' : 'not all fit to publish'
  print(`${packages.length} packages, ${verdict}, ${secondsSince(startedAt)} s`)
}

/** One line for the package; a fault of it does not keep the others from being checked. */
async function report(name: string, check: () => Promise<void>): Promise<void> {
  const from = performance.now()
  try {
    await check()
    print(`ok      ${name} (${secondsSince(from)} s)`)
  } catch (error) {
    if (!(error instanceof PackageFault)) throw error
    process.exitCode = 1
    print(`failed  ${error.message}`)
  }
}

function versionHere(dependency: string): string | undefined {
  return readManifest(path.join(import.meta.dirname, '../node_modules', dependency)).version
}

function secondsSince(from: number): string {
  return ((performance.now() - from) / 1000).toFixed(1)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
