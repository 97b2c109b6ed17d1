import { writeFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import type { Consumer } from './consumer.ts'
import type { PublicNames } from './public-names.ts'
import { demand } from './verdict.ts'

/** The two ways in which users' compilers find a package's types. */
const RESOLUTIONS: readonly ts.CompilerOptions[] = [
  { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
]

/** The strictest settings a user may have, library files checked as well. */
const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  types: ['node'],
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
}

/** A program that names every export of the installed package compiles under strict settings. */
export function checkConsumerTypes({ directory, name }: Consumer, names: PublicNames): void {
  const file = path.join(directory, 'consumer.ts')
  const exported = [...names.values, ...names.types.map((type) => `type ${type}`)]
  writeFileSync(file, `export { ${exported.join(', ')} } from ${JSON.stringify(name)}\n`)
  for (const resolution of RESOLUTIONS) {
    const program = ts.createProgram([file], {
      ...STRICT,
      ...resolution,
      typeRoots: [path.join(directory, 'node_modules/@types')],
    })
    const faults = ts.getPreEmitDiagnostics(program)
    demand(faults.length === 0, `types of ${name}`, ts.formatDiagnostics(faults, host(directory)))
  }
}

function host(directory: string): ts.FormatDiagnosticsHost {
  return {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => directory,
    getNewLine: () => '\n',
  }
}
