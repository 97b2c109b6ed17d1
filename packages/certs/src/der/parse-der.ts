import { CertsError } from '../errors.ts'
import { TAG } from './tags.ts'

/**
 * One value of the Basic Encoding Rules (X.690). Lengths may be indefinite, as NSS writes them;
 * everything else has to be definite and to fit its parent.
 */
export interface DerNode {
  /** The identifier octet: class, constructed bit and number below 31. */
  readonly tag: number
  readonly content: Uint8Array
  /** Tag, length and content. */
  readonly encoded: Uint8Array
  /** Where `encoded` starts in the input, for errors. */
  readonly offset: number
  /** Names the input in errors. */
  readonly what: string
  readonly depth: number
  readonly allowance: Allowance
}

/** How many more values may be read of the same input: each costs memory, however few its bytes. */
interface Allowance {
  left: number
}

const MAX_DEPTH = 32
/** One key takes about a hundred values, a trusted certificate twenty: room for a thousand. */
const MAX_VALUES = 25_000
const MAX_LENGTH_OCTETS = 4
const CONSTRUCTED = 0x20
const INDEFINITE = 0x80

/** Where a value stands in the bytes that are being read. */
interface Place {
  readonly bytes: Uint8Array
  /** Offset of `bytes` in the whole input. */
  readonly base: number
  readonly what: string
  readonly depth: number
  readonly allowance: Allowance
}

/** Reads the value at the start of the bytes. What follows it is left to the caller. */
export function parseDer(bytes: Uint8Array, what: string): DerNode {
  const allowance = { left: MAX_VALUES }
  return readNode({ bytes, base: 0, what, depth: 0, allowance }, 0)
}

/** The values inside a constructed value with the given tag. */
export function childrenOf(node: DerNode, tag: number, field: string): DerNode[] {
  requireTag(node, tag, field)
  const headerBytes = contentStart(node)
  const place: Place = {
    bytes: node.content,
    base: node.offset + headerBytes,
    what: node.what,
    depth: node.depth + 1,
    allowance: node.allowance,
  }
  const children: DerNode[] = []
  for (let at = 0; at < node.content.length; ) {
    const child = readNode(place, at)
    children.push(child)
    at += child.encoded.length
  }
  return children
}

/** A typed error about this value. */
export function malformed(node: DerNode, because: string): CertsError {
  return malformedAt(node.what, node.offset, because)
}

/** Refuses a value that is absent or has another tag. */
export function requireTag(node: DerNode, tag: number, field: string): void {
  if (node.tag !== tag) {
    throw malformed(node, `${field} has tag ${hex(node.tag)} where ${hex(tag)} is due`)
  }
}

/** The n-th child, refused by name when the parent ends before it. */
export function childAt(parent: DerNode, children: readonly DerNode[], nth: number): DerNode {
  const child = children[nth]
  if (child) return child
  throw malformed(parent, `it has ${children.length} parts where at least ${nth + 1} are due`)
}

function readNode(place: Place, start: number): DerNode {
  const { bytes, base, what, depth, allowance } = place
  if (depth > MAX_DEPTH) {
    throw malformedAt(what, base + start, `values are nested more than ${MAX_DEPTH} deep`)
  }
  if (--allowance.left < 0) {
    throw malformedAt(
      what,
      base + start,
      `it has more than ${MAX_VALUES} values, more than any keystore`,
    )
  }
  const tag = octetAt(place, start)
  if ((tag & 0x1f) === 0x1f)
    throw malformedAt(what, base + start, `tag ${hex(tag)} is not used here`)
  if (octetAt(place, start + 1) === INDEFINITE) return readIndefinite(place, start, tag)
  const { from, to } = definiteContent(place, start)
  return {
    tag,
    content: bytes.subarray(from, to),
    encoded: bytes.subarray(start, to),
    offset: base + start,
    what,
    depth,
    allowance,
  }
}

function definiteContent(place: Place, start: number): { from: number; to: number } {
  const first = octetAt(place, start + 1)
  const octets = first < 0x80 ? 0 : first & 0x7f
  if (octets > MAX_LENGTH_OCTETS) {
    throw malformedAt(place.what, place.base + start, `its length takes ${octets} octets`)
  }
  let length = octets === 0 ? first : 0
  for (let index = 0; index < octets; index++) {
    length = length * 256 + octetAt(place, start + 2 + index)
  }
  const from = start + 2 + octets
  if (length > place.bytes.length - from) {
    throw truncatedAt(
      place,
      start,
      `needs ${length} bytes, and ${place.bytes.length - from} are left`,
    )
  }
  return { from, to: from + length }
}

/** Content that ends with two zero octets; only constructed values may have it (X.690, 8.1.3.6). */
function readIndefinite(place: Place, start: number, tag: number): DerNode {
  const { bytes, base, what, depth, allowance } = place
  if ((tag & CONSTRUCTED) === 0) {
    throw malformedAt(what, base + start, 'a primitive value has no definite length')
  }
  const from = start + 2
  let at = from
  while (octetAt(place, at) !== 0 || octetAt(place, at + 1) !== 0) {
    at += readNode({ ...place, depth: depth + 1 }, at).encoded.length
  }
  return {
    tag,
    content: bytes.subarray(from, at),
    encoded: bytes.subarray(start, at + 2),
    offset: base + start,
    what,
    depth,
    allowance,
  }
}

function contentStart(node: DerNode): number {
  return node.content.byteOffset - node.encoded.byteOffset
}

function octetAt(place: Place, at: number): number {
  const octet = place.bytes[at]
  if (octet === undefined) throw truncatedAt(place, at, 'is missing')
  return octet
}

function truncatedAt(place: Place, at: number, finding: string): CertsError {
  return new CertsError('ERR_CERTS_TRUNCATED', {
    what: place.what,
    because: `the value at byte ${place.base + at} ${finding}`,
    fix: 'The file was cut short or damaged: export or copy it again, in binary mode',
  })
}

function malformedAt(what: string, offset: number, because: string): CertsError {
  return new CertsError('ERR_CERTS_MALFORMED', {
    what,
    because: `at byte ${offset}, ${because}`,
    fix: 'The file is damaged or was not written as a keystore: export it again',
  })
}

/** An octet as people write it. */
export function hex(octet: number): string {
  return `0x${octet.toString(16).padStart(2, '0')}`
}

/** Tag of a constructed OCTET STRING, which only BER has. */
export const CONSTRUCTED_OCTET_STRING = TAG.octetString | CONSTRUCTED
