/**
 * JavaScript made while the program runs: a schema becomes functions in which its fields are written
 * out, which is what makes them fast. Names from a schema enter only as JSON strings.
 */
export class Program {
  readonly #constants: unknown[] = []
  readonly #functions: string[] = []
  #names = 0

  /** Hands a value in; gives the name it has inside. */
  constant(value: unknown): string {
    return `k${this.#constants.push(value) - 1}`
  }

  /** A name that nothing else has. */
  name(prefix: string): string {
    return `${prefix}${this.#names++}`
  }

  /** Adds a function's source. */
  add(source: string): void {
    this.#functions.push(source)
  }

  /** Makes the function `entry`, given what the others may call. */
  build<F>(entry: string, runtime: Readonly<Record<string, unknown>>): F {
    const constants = this.#constants.map((_, index) => `k${index}`)
    const source = [
      '"use strict"',
      `const { ${Object.keys(runtime).join(', ')} } = runtime`,
      `const [${constants.join(', ')}] = constants`,
      ...this.#functions,
      `return ${entry}`,
    ]
    return new Function('runtime', 'constants', source.join('\n'))(runtime, this.#constants) as F
  }
}

/** Names that every object has a member of: only an own property counts as a field. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype))

/** An expression for a field of a record to write. */
export function fieldOf(record: string, name: string): string {
  const access = `${record}[${JSON.stringify(name)}]`
  if (!INHERITED.has(name)) return access
  return `(Object.hasOwn(${record}, ${JSON.stringify(name)}) ? ${access} : undefined)`
}

/** A property of an object literal; `__proto__` would otherwise set the prototype. */
export function propertyOf(name: string, value: string): string {
  const key = JSON.stringify(name)
  return name === '__proto__' ? `[${key}]: ${value}` : `${key}: ${value}`
}
