import path from 'node:path'
import ts from 'typescript'
import { listPublicPackages, ROOT, type WorkspacePackage } from './workspace.ts'

/** The compiler options of the workspace: strict, and every package resolves to its sources. */
export function sourceOptions(): ts.CompilerOptions {
  const file = path.join(ROOT, 'tooling/tsconfig/base.json')
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile)
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'))
  // The files are given by the caller, so those that this finds around base.json are not used.
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(file))
  return { ...options, typeRoots: [path.join(ROOT, 'tooling/checks/node_modules/@types')] }
}

/** The module that a package exports. */
export function entryOf({ directory }: WorkspacePackage): string {
  return path.join(directory, 'src/index.ts')
}

/** A program over the sources of every public package. */
export function createSourceProgram(): ts.Program {
  return ts.createProgram(listPublicPackages().map(entryOf), sourceOptions())
}
