// Names by the Avro specification (1.12, "Names").

const NAME = /^[A-Za-z_]\w*$/

export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value)
}

/** Whether each part between the dots is a name. */
export function isFullName(text: string): boolean {
  return text.split('.').every(isName)
}

/** A name with the namespace around it, unless it has one of its own. */
export function fullNameIn(name: string, space: string): string {
  return name.includes('.') || space === '' ? name : `${space}.${name}`
}

export function namespaceOf(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.lastIndexOf('.')))
}

/** The name without its namespace. */
export function shortName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1)
}
