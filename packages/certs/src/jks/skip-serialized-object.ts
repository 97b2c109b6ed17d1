import type { ByteReader } from '../byte-reader.ts'
import { CertsError } from '../errors.ts'

const MAGIC = 0xaced
const VERSION = 5
const FIRST_HANDLE = 0x7e0000
const MAX_DEPTH = 32

/** Marks of the stream (Java Object Serialization Specification, section 6.4.2). */
const MARK = {
  null: 0x70,
  reference: 0x71,
  classDescription: 0x72,
  object: 0x73,
  string: 0x74,
  array: 0x75,
  blockData: 0x77,
  endBlockData: 0x78,
  blockDataLong: 0x7a,
  longString: 0x7c,
} as const

/** Flags of a class description. */
const WRITE_METHOD = 0x01
const SERIALIZABLE = 0x02

/** Octets of a primitive field or array element, by its type code. */
const PRIMITIVE_BYTES: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['C', 2],
  ['D', 8],
  ['F', 4],
  ['I', 4],
  ['J', 8],
  ['S', 2],
  ['Z', 1],
])

/** As much of a class as it takes to know how long its objects are. */
interface ClassDescription {
  readonly name: string
  readonly flags: number
  /** Type codes of the fields, in order. */
  readonly fields: readonly string[]
  readonly parent: ClassDescription | undefined
}

/**
 * Passes over one serialized Java object, which JCEKS puts between its entries without saying how
 * long it is. Nothing is ever made of it: a grammar that only counts octets has no gadgets.
 */
export function skipSerializedObject(reader: ByteReader, what: string): void {
  new SerializedObject(reader, what).skip()
}

class SerializedObject {
  readonly #reader: ByteReader
  readonly #what: string
  /** What a back reference may point at: class descriptions, and other values as undefined. */
  readonly #handles: (ClassDescription | undefined)[] = []
  #depth = 0

  constructor(reader: ByteReader, what: string) {
    this.#reader = reader
    this.#what = what
  }

  skip(): void {
    const magic = this.#reader.uint16('the magic number of a Java object')
    const version = this.#reader.uint16('the version of a Java object')
    if (magic !== MAGIC || version !== VERSION)
      throw this.#malformed('a secret key is no Java object')
    this.#content(this.#mark())
  }

  #mark(): number {
    return this.#reader.uint8('a mark of a Java object')
  }

  #content(mark: number): void {
    if (++this.#depth > MAX_DEPTH) {
      throw this.#malformed(`a Java object is nested more than ${MAX_DEPTH} deep`)
    }
    this.#contentWithin(mark)
    this.#depth--
  }

  #contentWithin(mark: number): void {
    const reader = this.#reader
    switch (mark) {
      case MARK.null:
        return
      case MARK.reference:
        this.#reference()
        return
      case MARK.classDescription:
        this.#classDescription(mark)
        return
      case MARK.object:
        this.#object()
        return
      case MARK.array:
        this.#array()
        return
      case MARK.string:
        this.#handles.push(undefined)
        reader.take(reader.uint16('the length of a string'), 'a string of a Java object')
        return
      case MARK.longString:
        this.#handles.push(undefined)
        this.#long(reader.int64('the length of a string'))
        return
      case MARK.blockData:
        reader.take(reader.uint8('the length of a block'), 'a block of a Java object')
        return
      case MARK.blockDataLong:
        reader.take(reader.uint32('the length of a block'), 'a block of a Java object')
        return
      default:
        throw this.#malformed(`a Java object has the mark 0x${mark.toString(16)}`)
    }
  }

  #long(length: bigint): void {
    if (length < 0n || length > BigInt(this.#reader.remaining)) {
      throw this.#malformed(`a string of a Java object has ${length} bytes`)
    }
    this.#reader.take(Number(length), 'a string of a Java object')
  }

  #reference(): ClassDescription | undefined {
    const handle = this.#reader.uint32('a back reference') - FIRST_HANDLE
    if (handle < 0 || handle >= this.#handles.length) {
      throw this.#malformed('a back reference of a Java object leads nowhere')
    }
    return this.#handles[handle]
  }

  /** A new class description, one met before, or none. */
  #classDescription(mark: number): ClassDescription | undefined {
    if (mark === MARK.null) return undefined
    if (mark === MARK.reference) return this.#reference()
    if (mark !== MARK.classDescription) {
      throw this.#malformed(`a class has the mark 0x${mark.toString(16)}`)
    }
    const name = this.#text('the name of a class')
    this.#reader.int64('the version of a class')
    // Its number is taken before what it holds is numbered, and looked up only afterwards.
    const handle = this.#handles.push(undefined) - 1
    const flags = this.#reader.uint8('the flags of a class')
    const count = this.#reader.uint16('the number of fields')
    const fields: string[] = []
    for (let index = 0; index < count; index++) fields.push(this.#field())
    this.#annotation()
    const parent = this.#parent()
    const description = { name, flags, fields, parent }
    this.#handles[handle] = description
    return description
  }

  #parent(): ClassDescription | undefined {
    if (++this.#depth > MAX_DEPTH) throw this.#malformed('a class has too many ancestors')
    const parent = this.#classDescription(this.#mark())
    this.#depth--
    return parent
  }

  #field(): string {
    const type = String.fromCharCode(this.#reader.uint8('the type of a field'))
    this.#text('the name of a field')
    if (type === 'L' || type === '[') this.#content(this.#mark())
    else if (!PRIMITIVE_BYTES.has(type)) throw this.#malformed('a field has no known type')
    return type
  }

  #object(): void {
    const description = this.#classDescription(this.#mark())
    if (!description) throw this.#malformed('a Java object has no class')
    this.#handles.push(undefined)
    for (const { flags, fields } of this.#lineage(description)) {
      if ((flags & SERIALIZABLE) === 0)
        throw this.#malformed('a Java object is not self-describing')
      for (const type of fields) this.#value(type)
      if ((flags & WRITE_METHOD) !== 0) this.#annotation()
    }
  }

  /** The class and its ancestors, the oldest first: the order of the data. */
  #lineage(description: ClassDescription): ClassDescription[] {
    const lineage: ClassDescription[] = []
    for (let each: ClassDescription | undefined = description; each; each = each.parent) {
      lineage.unshift(each)
    }
    return lineage
  }

  #array(): void {
    const name = this.#classDescription(this.#mark())?.name ?? ''
    this.#handles.push(undefined)
    const type = name.charAt(1)
    const count = this.#reader.count('the length of an array', PRIMITIVE_BYTES.get(type) ?? 1)
    const octets = PRIMITIVE_BYTES.get(type)
    if (octets !== undefined) this.#reader.take(count * octets, 'an array of a Java object')
    else for (let index = 0; index < count; index++) this.#value(type)
  }

  #value(type: string): void {
    const octets = PRIMITIVE_BYTES.get(type)
    if (octets === undefined) this.#content(this.#mark())
    else this.#reader.take(octets, 'a field of a Java object')
  }

  /** What a class wrote besides its fields, up to the mark that ends it. */
  #annotation(): void {
    for (let mark = this.#mark(); mark !== MARK.endBlockData; mark = this.#mark()) {
      this.#content(mark)
    }
  }

  #text(field: string): string {
    const bytes = this.#reader.take(this.#reader.uint16(field), field)
    return Buffer.from(bytes).toString('latin1')
  }

  #malformed(because: string): CertsError {
    return new CertsError('ERR_CERTS_MALFORMED', {
      what: this.#what,
      because: `before byte ${this.#reader.offset}, ${because}`,
      fix: 'The file is damaged or was not written as a keystore: export it again',
    })
  }
}
