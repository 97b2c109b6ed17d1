import { isPrimitiveName, type Schema } from './schema.ts'
import { SchemaFault, shown } from './schema-fault.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
const FULL_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/

/** Named types by full name. */
export type Names = Map<string, Schema>

/** A part of a schema's JSON, and where it is. */
export interface Place {
  readonly path: string
  /** The namespace it lies in; empty outside of any. */
  readonly namespace: string
}

/** A simple name, of a field or a symbol. */
export function requireName(name: unknown, path: string): string {
  if (typeof name === 'string' && NAME.test(name)) return name
  throw new SchemaFault(
    path,
    `${shown(name)} is no name: letters, digits and _ are, no digit first`,
  )
}

/** The full name of a definition; a name with dots brings its own namespace. */
export function definedName(
  { name, namespace }: { readonly name?: unknown; readonly namespace?: unknown },
  place: Place,
): string {
  const own = namespace ?? place.namespace
  if (typeof own !== 'string' || (own !== '' && !FULL_NAME.test(own))) {
    throw new SchemaFault(`${place.path}.namespace`, `${shown(own)} is no namespace`)
  }
  const full = qualify(name, own, `${place.path}.name`)
  if (!isPrimitiveName(full)) return full
  throw new SchemaFault(`${place.path}.name`, `"${full}" is the name of a primitive type`)
}

/** Full names of the aliases of a named type, which are relative to its namespace. */
export function aliasNames(aliases: unknown, fullName: string, path: string): string[] {
  return requireList(aliases, `${path}.aliases`).map((alias, index) =>
    qualify(alias, namespaceOf(fullName), `${path}.aliases[${index}]`),
  )
}

/** An optional list; an absent one is empty. */
export function requireList(list: unknown, path: string): readonly unknown[] {
  if (list === undefined) return []
  if (Array.isArray(list)) return list
  throw new SchemaFault(path, `${shown(list)} is no list`)
}

/**
 * The type that a name refers to: in the namespace around it, else outside of any namespace, as
 * Java does for schemas that were written before namespaces reached inwards.
 */
export function lookUp(names: Names, name: string, { path, namespace }: Place): Schema {
  const found = names.get(inNamespace(name, namespace)) ?? names.get(name)
  if (found) return found
  throw new SchemaFault(path, `${shown(name)} is neither a primitive type nor defined before`)
}

/** The namespace part of a full name. */
export function namespaceOf(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.lastIndexOf('.')))
}

/** The last part of a full name. */
export function simpleName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1)
}

function qualify(name: unknown, namespace: string, path: string): string {
  if (typeof name !== 'string' || !FULL_NAME.test(name)) {
    throw new SchemaFault(
      path,
      `${shown(name)} is no name: letters, digits and _ are, no digit first`,
    )
  }
  return inNamespace(name, namespace)
}

function inNamespace(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
}
