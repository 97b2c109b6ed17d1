import ts from 'typescript'

/** What a module exports, told apart by whether it exists at run time. */
export interface PublicNames {
  readonly values: readonly string[]
  readonly types: readonly string[]
}

/** Reads the export names of a package's src/index.ts. */
export function publicNames(program: ts.Program, file: string): PublicNames {
  const names: { values: string[]; types: string[] } = { values: [], types: [] }
  for (const symbol of exportsOf(program, file)) {
    const list = isValue(symbol, program.getTypeChecker()) ? names.values : names.types
    list.push(symbol.name)
  }
  return { values: names.values.sort(), types: names.types.sort() }
}

/** The symbols that a module exports, re-exports among them. */
export function exportsOf(program: ts.Program, file: string): ts.Symbol[] {
  const source = program.getSourceFile(file)
  const checker = program.getTypeChecker()
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
  return module === undefined ? [] : checker.getExportsOfModule(module)
}

/** `export type { Class }` names a value, yet exports none: the export's own form decides. */
function isValue(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const isTypeOnly = symbol.declarations?.some(ts.isTypeOnlyExportDeclaration) ?? false
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return !isTypeOnly && (target.flags & ts.SymbolFlags.Value) !== 0
}
