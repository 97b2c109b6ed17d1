import path from 'node:path'
import ts from 'typescript'
import { entryOf, sourceOptions } from '../source-program.ts'
import { listPublicPackages } from '../workspace.ts'
import { type Fence, placeOf } from './fences.ts'

/** Compiles each TypeScript fence as a module of its own beside its README. Returns the faults. */
export function typeFaults(fences: readonly Fence[]): string[] {
  // The name ends in .ts and no real file has it; the folder decides what else it may import.
  const modules = new Map(fences.map((fence) => [`${fence.file}.${fence.line}.ts`, fence]))
  const options: ts.CompilerOptions = {
    ...sourceOptions(),
    moduleDetection: ts.ModuleDetectionKind.Force,
    noUnusedLocals: false,
    paths: publicPaths(),
  }
  const program = ts.createProgram([...modules.keys()], options, hostWith(modules, options))
  return [...modules].flatMap(([name, fence]) => {
    const source = program.getSourceFile(name)
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map((diagnostic) => describe(fence, diagnostic))
  })
}

/** A README may show the package together with its siblings, whether or not it depends on them. */
function publicPaths(): Record<string, string[]> {
  return Object.fromEntries(listPublicPackages().map((each) => [each.name, [entryOf(each)]]))
}

function hostWith(
  modules: ReadonlyMap<string, Fence>,
  options: ts.CompilerOptions,
): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const textOf = (file: string) => modules.get(path.normalize(file))?.code
  return {
    ...host,
    fileExists: (file) => textOf(file) !== undefined || host.fileExists(file),
    readFile: (file) => textOf(file) ?? host.readFile(file),
    getSourceFile: (file, languageVersion, ...rest) => {
      const text = textOf(file)
      return text === undefined
        ? host.getSourceFile(file, languageVersion, ...rest)
        : ts.createSourceFile(file, text, languageVersion)
    },
  }
}

function describe(fence: Fence, { file, start, messageText }: ts.Diagnostic): string {
  const offset = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0
  return `${placeOf(fence, offset)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
}
