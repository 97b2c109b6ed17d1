import {
  CONSTRUCTED_OCTET_STRING,
  childAt,
  childrenOf,
  type DerNode,
  hex,
  malformed,
  parseDer,
  requireTag,
} from './parse-der.ts'
import { TAG } from './tags.ts'

const MAX_OID_OCTETS = 64
const MAX_INTEGER = 0x7fff_ffff

/** INTEGER from 0 to 2^31-1: versions, iteration counts, key lengths. */
export function integerOf(node: DerNode, field: string): number {
  requireTag(node, TAG.integer, field)
  const negative = (node.content[0] ?? 0x80) >= 0x80
  const value = node.content.reduce((sum, octet) => sum * 256 + octet, 0)
  if (negative || value > MAX_INTEGER) {
    throw malformed(node, `${field} is not an integer from 0 to ${MAX_INTEGER}`)
  }
  return value
}

/** OBJECT IDENTIFIER in dotted form. */
export function oidOf(node: DerNode, field: string): string {
  requireTag(node, TAG.oid, field)
  const { content } = node
  const last = content.at(-1)
  if (last === undefined || last >= 0x80 || content.length > MAX_OID_OCTETS) {
    throw malformed(node, `${field} is not an object identifier`)
  }
  const arcs: bigint[] = []
  let arc = 0n
  for (const octet of content) {
    arc = arc * 128n + BigInt(octet & 0x7f)
    if (octet >= 0x80) continue
    arcs.push(arc)
    arc = 0n
  }
  const [head = 0n, ...rest] = arcs
  const top = head < 80n ? head / 40n : 2n
  return [top, head - top * 40n, ...rest].join('.')
}

/** OCTET STRING, or the [0] that stands for one; BER's pieces are joined. */
export function octetsOf(node: DerNode, field: string): Uint8Array {
  if (node.tag === TAG.octetString || node.tag === TAG.context0) return node.content
  if (node.tag === CONSTRUCTED_OCTET_STRING || node.tag === TAG.context0Constructed) {
    return Buffer.concat(childrenOf(node, node.tag, field).map((part) => octetsOf(part, field)))
  }
  throw malformed(node, `${field} has tag ${hex(node.tag)} where an octet string is due`)
}

/** A name: BMPString (UTF-16BE) by the book, UTF8String by some; undefined where it is neither. */
export function textOf({ tag, content }: DerNode): string | undefined {
  if (tag === TAG.utf8String) return Buffer.from(content).toString('utf8')
  if (tag !== TAG.bmpString || content.length % 2 !== 0) return undefined
  return Buffer.from(content).swap16().toString('utf16le')
}

/** `AlgorithmIdentifier` (RFC 5280, 4.1.1.2). */
export interface Algorithm {
  readonly oid: string
  /** Absent where the parameters are left out. */
  readonly parameters: DerNode | undefined
  readonly node: DerNode
}

/** Reads an `AlgorithmIdentifier`. */
export function algorithmOf(node: DerNode, field: string): Algorithm {
  const parts = childrenOf(node, TAG.sequence, field)
  return { oid: oidOf(childAt(node, parts, 0), field), parameters: parts[1], node }
}

/** `EncryptedPrivateKeyInfo` (RFC 5958, section 3). */
export interface EncryptedPrivateKey {
  readonly algorithm: Algorithm
  readonly data: Uint8Array
}

/** Reads an `EncryptedPrivateKeyInfo`. */
export function encryptedPrivateKeyOf(node: DerNode): EncryptedPrivateKey {
  const parts = childrenOf(node, TAG.sequence, 'the encrypted key')
  return {
    algorithm: algorithmOf(childAt(node, parts, 0), "the key's encryption"),
    data: octetsOf(childAt(node, parts, 1), 'the encrypted key'),
  }
}

/** Whether these octets are one SEQUENCE and nothing else: what every certificate and key is. */
export function isSequence(bytes: Uint8Array): boolean {
  try {
    const node = parseDer(bytes, '')
    return node.tag === TAG.sequence && node.encoded.length === bytes.length
  } catch {
    return false
  }
}
