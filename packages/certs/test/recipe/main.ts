/**
 * Makes the stores that the tests read: `golden` the few in the repository, `matrix FOLDER` all of them.
 * Needs python3 with venv (for the JDKs), openssl, and where they are to be had pk12util and certtool.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ALL_CELLS, type Cell, FEW_CELLS } from './cells.ts'
import { installJdks } from './jdks.ts'
import { KeytoolStores } from './keytool-stores.ts'
import { makeOtherStores } from './other-stores.ts'

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hops-kafka/jdks')
const GOLDEN = join(import.meta.dirname, '../golden')

const [what, folder] = process.argv.slice(2)
if (what === 'golden') make(GOLDEN, FEW_CELLS)
else if (what === 'matrix' && folder) make(folder, ALL_CELLS)
else {
  process.stderr.write('usage: main.ts golden | matrix FOLDER\n')
  process.exitCode = 64
}

function make(target: string, cells: readonly Cell[]): void {
  const notes: string[] = []
  for (const jdk of installJdks(CACHE)) {
    const refusals = new KeytoolStores(jdk, emptied(target, jdk.name)).make(cells)
    notes.push(...refusals.map((refusal) => `${jdk.name} ${refusal}`))
    process.stdout.write(`${jdk.name}: made, ${refusals.length} cells refused or changed\n`)
  }
  notes.push(...makeOtherStores(emptied(target, 'others')))
  writeFileSync(join(target, 'refused.txt'), notes.map((note) => `${note}\n`).join(''))
}

function emptied(target: string, name: string): string {
  const folder = join(target, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}
