/** A package is not fit to be published; the message says what was asked and what came. */
export class PackageFault extends Error {
  static {
    PackageFault.prototype.name = 'PackageFault'
  }
}

/** Throws a {@link PackageFault} unless the condition holds. */
export function demand(condition: boolean, what: string, because: string): asserts condition {
  if (!condition) throw new PackageFault(`${what}: ${because.trim()}`)
}
