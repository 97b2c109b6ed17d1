import { listPackages, ROOT, readManifest } from '../workspace.ts'
import { type Fence, placeOf } from './fences.ts'

/** pnpm's own commands that a README may name; every other word is a script. */
const PNPM_COMMANDS = ['add', 'dlx', 'exec', 'install', 'remove']

/** A pnpm call: where its words begin, whatever runs pnpm and however quietly. */
const PNPM_CALL = /(?:^|[\s;&|(])(?:npx -y pnpm@10|pnpm)((?:\s+[^\s;&|)#]+)+)/g

/** Finds pnpm calls in shell fences whose package or script does not exist. */
export function commandFaults(fences: readonly Fence[]): string[] {
  return fences.flatMap((fence) =>
    fence.code.split('\n').flatMap((line, offset) =>
      [...line.replace(/(^|\s)#.*/, '').matchAll(PNPM_CALL)].flatMap(([call, words = '']) => {
        const fault = callFault(words.trim().split(/\s+/))
        return fault === undefined ? [] : [`${placeOf(fence, offset)}: ${call.trim()}: ${fault}`]
      }),
    ),
  )
}

/** What is wrong with the words after `pnpm`, if anything. */
function callFault(words: readonly string[]): string | undefined {
  const rest = words.filter((word) => word !== '-s' && word !== '--silent' && word !== 'run')
  const isFiltered = rest[0] === '--filter' || rest[0] === '-F'
  const scripts = isFiltered ? scriptsOf(rest[1]) : readManifest(ROOT).scripts
  if (scripts === undefined) return `no package is named ${rest[1]}`
  const command = rest[isFiltered ? 2 : 0]
  if (command === undefined || PNPM_COMMANDS.includes(command)) return undefined
  return Object.hasOwn(scripts, command) ? undefined : `no script is named ${command}`
}

function scriptsOf(name: string | undefined): Readonly<Record<string, string>> | undefined {
  const target = listPackages().find((each) => each.name === name)
  return target === undefined ? undefined : (target.manifest.scripts ?? {})
}
