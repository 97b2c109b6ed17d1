import ts from 'typescript'
import { exportsOf } from '../package/public-names.ts'
import { relativeToRoot } from '../workspace.ts'

/** Exports, and properties of exported options, that carry no doc comment where they are declared. */
export function undocumented(program: ts.Program, entry: string): string[] {
  const checker = program.getTypeChecker()
  return exportsOf(program, entry).flatMap((exported) => {
    const symbol = resolveAlias(exported, checker)
    const properties = isOptions(symbol) ? ownProperties(symbol, checker) : []
    return [
      ...(hasComment(symbol, checker) ? [] : [describe(symbol, symbol.name)]),
      ...properties
        .filter((property) => !hasComment(property, checker))
        .map((property) => describe(property, `${symbol.name}.${property.name}`)),
    ]
  })
}

/** What users fill in: types whose name says so. */
function isOptions({ name, flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Type) !== 0 && /(?:Options|Settings|Config|Connection)$/.test(name)
}

/** Properties declared by us, not by a library type that the options extend. */
function ownProperties(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol[] {
  return checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
    .filter(({ declarations = [] }) =>
      declarations.some((node) => !node.getSourceFile().isDeclarationFile),
    )
}

function resolveAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

function hasComment(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim() !== ''
}

function describe(symbol: ts.Symbol, name: string): string {
  const [node] = symbol.declarations ?? []
  if (node === undefined) return name
  const source = node.getSourceFile()
  const { line } = source.getLineAndCharacterOfPosition(node.getStart())
  return `${relativeToRoot(source.fileName)}:${line + 1}: ${name}`
}
