import type {
  AvroType,
  EnumType,
  Field,
  FixedType,
  NamedType,
  Primitive,
  RecordType,
} from './avro-type.ts'
import { shortName } from './names.ts'

/** A place at which the reader cannot read, and why. */
export interface Obstacle {
  readonly path: string
  readonly because: string
}

/** What the reader also takes for its own type (Avro 1.12, "Schema Resolution"). */
const PROMOTIONS: Readonly<Partial<Record<Primitive, readonly string[]>>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  bytes: ['string'],
  string: ['bytes'],
}

/** Everything that keeps a reader from what a writer has written, by Avro's rules of resolution. */
export function findObstacles(reader: AvroType, writer: AvroType): readonly Obstacle[] {
  return new Comparison().compare(reader, writer, nameOf(reader))
}

class Comparison {
  /** Pairs of records under comparison or known to fit: a pair within itself holds if the rest does. */
  readonly #assumed = new Map<RecordType, Set<RecordType>>()

  compare(reader: AvroType, writer: AvroType, path: string): readonly Obstacle[] {
    if (writer.kind === 'union')
      return writer.branches.flatMap((branch) => this.#branch(reader, branch, path))
    if (reader.kind === 'union') return this.#branch(reader, writer, path)
    if (reader.kind !== writer.kind) return this.#promote(reader, writer, path)
    return this.#sameKind(reader, writer, path)
  }

  /** One type of the writer, which has to find its place in the reader's union, if that is one. */
  #branch(reader: AvroType, writer: AvroType, path: string): readonly Obstacle[] {
    if (reader.kind !== 'union') return this.compare(reader, writer, path)
    const attempts = reader.branches.map((branch) => this.compare(branch, writer, path))
    if (attempts.some((obstacles) => obstacles.length === 0)) return []
    // A record that is there under its name and differs says more than "no branch takes it".
    const closest = reader.branches.findIndex((branch) => isNamesake(branch, writer))
    const because = `no branch of the union takes ${nameOf(writer)}`
    return attempts[closest] ?? [{ path, because }]
  }

  #promote(reader: AvroType, writer: AvroType, path: string): readonly Obstacle[] {
    const taken = PROMOTIONS[reader.kind as Primitive]?.includes(writer.kind) ?? false
    return taken ? [] : [{ path, because: `${nameOf(writer)} cannot be read as ${nameOf(reader)}` }]
  }

  #sameKind(reader: AvroType, writer: AvroType, path: string): readonly Obstacle[] {
    switch (reader.kind) {
      case 'array':
        return this.compare(reader.items, (writer as typeof reader).items, `${path}[]`)
      case 'map':
        return this.compare(reader.values, (writer as typeof reader).values, `${path}{}`)
      case 'record':
        return this.#records(reader, writer as RecordType, path)
      case 'enum':
        return (
          nameObstacles(reader, writer as EnumType, path) ?? enums(reader, writer as EnumType, path)
        )
      case 'fixed':
        return (
          nameObstacles(reader, writer as FixedType, path) ??
          sizes(reader, writer as FixedType, path)
        )
      default:
        return []
    }
  }

  #records(reader: RecordType, writer: RecordType, path: string): readonly Obstacle[] {
    const misnamed = nameObstacles(reader, writer, path)
    if (misnamed) return misnamed
    const assumed = this.#assumed.get(reader) ?? new Set()
    if (assumed.has(writer)) return []
    this.#assumed.set(reader, assumed.add(writer))
    const obstacles = reader.fields.flatMap((field) =>
      this.#field(field, writer, `${path}.${field.name}`),
    )
    if (obstacles.length > 0) assumed.delete(writer)
    return obstacles
  }

  #field(field: Field, writer: RecordType, path: string): readonly Obstacle[] {
    const names = [field.name, ...field.aliases]
    const written = names
      .map((name) => writer.fields.find((candidate) => candidate.name === name))
      .find((found) => found !== undefined)
    if (written) return this.compare(field.type, written.type, path)
    if (field.hasDefault) return []
    return [{ path, because: 'the field is missing in what was written, and has no default' }]
  }
}

function nameObstacles(reader: NamedType, writer: NamedType, path: string): Obstacle[] | undefined {
  if (isNamesake(reader, writer)) return undefined
  const because = `it was written as ${writer.fullName}, which is neither its name nor an alias`
  return [{ path, because }]
}

/** Names count without their namespaces (Avro 1.12: "the same (unqualified) name"). */
function isNamesake(reader: AvroType, writer: AvroType): boolean {
  if (!('fullName' in reader) || !('fullName' in writer) || reader.kind !== writer.kind)
    return false
  if (shortName(reader.fullName) === shortName(writer.fullName)) return true
  return reader.aliases.includes(writer.fullName)
}

function enums(reader: EnumType, writer: EnumType, path: string): readonly Obstacle[] {
  const unknown = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol))
  if (unknown.length === 0 || reader.hasDefault) return []
  const because = `the enum lacks ${unknown.join(', ')}, and has no default`
  return [{ path, because }]
}

function sizes(reader: FixedType, writer: FixedType, path: string): readonly Obstacle[] {
  if (reader.size === writer.size) return []
  return [{ path, because: `${writer.size} bytes cannot be read as ${reader.size}` }]
}

function nameOf(type: AvroType): string {
  return 'fullName' in type ? type.fullName : type.kind
}
