// Whether data of one schema can be read with another, as Java Avro's SchemaCompatibility decides
// it for the backend. Both schemas are texts that `normaliseAvro` has written.

type Node = string | readonly Node[] | TypeNode
interface TypeNode {
  readonly type: string
  readonly name?: string
  readonly namespace?: string
  readonly aliases?: readonly string[]
  readonly fields?: readonly FieldNode[]
  readonly items?: Node
  readonly values?: Node
  readonly size?: number
  readonly symbols?: readonly string[]
  readonly default?: string
}
interface FieldNode {
  readonly name: string
  readonly type: Node
  readonly default?: unknown
  readonly aliases?: readonly string[]
}

/** A type with its names resolved: branches of a union, or one type. */
type Resolved = { readonly union: readonly Node[] } | TypeNode

/** What the writer may have written where the reader has this primitive (Avro 1.11, resolution). */
const PROMOTIONS: Readonly<Record<string, readonly string[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  bytes: ['string'],
  string: ['bytes'],
}

/** Whether a reader with the one schema reads what a writer with the other has written. */
export function canRead(reader: string, writer: string): boolean {
  const sides = { reader: new Side(JSON.parse(reader)), writer: new Side(JSON.parse(writer)) }
  return new Comparison(sides.reader, sides.writer).reads(sides.reader.root, sides.writer.root)
}

/** A node, and the namespace around it. */
interface Place {
  readonly node: Node
  readonly space: string
}

/** One of the two schemas, with its named types by full name. */
class Side {
  readonly root: Place
  readonly #named = new Map<string, Place>()

  constructor(node: Node) {
    this.root = { node, space: '' }
    this.#collect(this.root)
  }

  /** The type that stands at a place, or that is named there. */
  resolve({ node, space }: Place): Resolved & { readonly space: string } {
    if (Array.isArray(node)) return { union: node, space }
    if (typeof node !== 'string') {
      const type = node as TypeNode
      return {
        ...type,
        space: type.name === undefined ? space : namespaceOf(fullName(type, space)),
      }
    }
    const named = this.#named.get(qualify(node, space)) ?? this.#named.get(node)
    return named ? this.resolve(named) : { type: node, space }
  }

  #collect(place: Place): void {
    const { node, space } = place
    if (typeof node === 'string') return
    if (Array.isArray(node)) {
      for (const branch of node) this.#collect({ node: branch, space })
      return
    }
    const type = node as TypeNode
    const full = type.name === undefined ? undefined : fullName(type, space)
    if (full !== undefined) this.#named.set(full, place)
    const inner = full === undefined ? space : namespaceOf(full)
    const parts = [type.items, type.values, ...(type.fields ?? []).map((field) => field.type)]
    for (const part of parts) if (part !== undefined) this.#collect({ node: part, space: inner })
  }
}

class Comparison {
  readonly #reader: Side
  readonly #writer: Side
  /** Pairs of records under comparison: a pair within itself holds if the rest does. */
  readonly #assumed = new Set<string>()

  constructor(reader: Side, writer: Side) {
    this.#reader = reader
    this.#writer = writer
  }

  reads(readerPlace: Place, writerPlace: Place): boolean {
    const reader = this.#reader.resolve(readerPlace)
    const writer = this.#writer.resolve(writerPlace)
    if ('union' in writer)
      return writer.union.every((node) => this.reads(readerPlace, { node, space: writer.space }))
    if ('union' in reader)
      return reader.union.some((node) => this.reads({ node, space: reader.space }, writerPlace))
    if (reader.type !== writer.type) return PROMOTIONS[reader.type]?.includes(writer.type) ?? false
    return this.#sameKind(reader, writer)
  }

  #sameKind(reader: TypeNode & { space: string }, writer: TypeNode & { space: string }): boolean {
    const inside = (part: 'items' | 'values') =>
      this.reads(
        { node: reader[part] ?? 'null', space: reader.space },
        { node: writer[part] ?? 'null', space: writer.space },
      )
    switch (reader.type) {
      case 'array':
        return inside('items')
      case 'map':
        return inside('values')
      case 'fixed':
        return sameName(reader, writer) && reader.size === writer.size
      case 'enum': {
        const known = (symbol: string) => reader.symbols?.includes(symbol) ?? false
        return (
          sameName(reader, writer) &&
          (reader.default !== undefined || (writer.symbols ?? []).every(known))
        )
      }
      case 'record':
      case 'error':
        return sameName(reader, writer) && this.#sameFields(reader, writer)
      default:
        return true
    }
  }

  #sameFields(reader: TypeNode & { space: string }, writer: TypeNode & { space: string }): boolean {
    const pair = `${reader.space}.${reader.name} ${writer.space}.${writer.name}`
    if (this.#assumed.has(pair)) return true
    this.#assumed.add(pair)
    const holds = (reader.fields ?? []).every((field) => {
      const names = [field.name, ...(field.aliases ?? [])]
      const written = names
        .map((name) => writer.fields?.find((candidate) => candidate.name === name))
        .find((found) => found !== undefined)
      if (!written) return field.default !== undefined
      return this.reads(
        { node: field.type, space: reader.space },
        { node: written.type, space: writer.space },
      )
    })
    // What was only assumed inside a pair that fails must not be taken for true elsewhere.
    if (!holds) this.#assumed.delete(pair)
    return holds
  }
}

/** Java compares names without their namespaces, or an alias of the reader with the full name. */
function sameName(reader: TypeNode & { space: string }, writer: TypeNode & { space: string }) {
  if (shortName(reader) === shortName(writer)) return true
  const aliases = (reader.aliases ?? []).map((alias) => qualify(alias, reader.space))
  return aliases.includes(qualify(shortName(writer), writer.space))
}

function shortName({ name = '' }: TypeNode): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

function fullName({ name = '', namespace }: TypeNode, space: string): string {
  return qualify(name, namespace ?? space)
}

function qualify(name: string, space: string): string {
  return name.includes('.') || space === '' ? name : `${space}.${name}`
}

function namespaceOf(full: string): string {
  return full.slice(0, Math.max(0, full.lastIndexOf('.')))
}
