import { simpleName } from '../schema/names.ts'

/** Names that a declaration would take away from the rest of the file. */
const TAKEN = new Set(['Buffer', 'Date', 'Record', 'Uint8Array'])

/**
 * A TypeScript name for each full name: the last part in PascalCase, or all parts where two would
 * be the same.
 */
export function typeNames(fullNames: readonly string[]): ReadonlyMap<string, string> {
  const short = fullNames.map((name) => pascalCase(simpleName(name)))
  const names = new Map<string, string>()
  const used = new Set(TAKEN)
  for (const [index, fullName] of fullNames.entries()) {
    const candidate = short[index] ?? ''
    const isAlone = short.filter((other) => other === candidate).length === 1
    let name = isAlone ? candidate : pascalCase(fullName)
    while (used.has(name) || used.has(inputName(name))) name += '_'
    used.add(name).add(inputName(name))
    names.set(fullName, name)
  }
  return names
}

/** What a writer takes for a record, where that is not what a reader gives. */
export function inputName(name: string): string {
  return `${name}Input`
}

/** The parts between dots, underscores and dashes, each with a capital. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
    .replace(/^(?=\d|$)/, '_')
}
