import { type Algorithm, algorithmOf, integerOf, octetsOf, oidOf } from '../der/der-values.ts'
import { childAt, childrenOf, type DerNode, malformed, parseDer } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { unsupported } from '../pbe/scheme.ts'
import { type Mac, macOf } from './mac.ts'
import { CONTENT } from './oids.ts'

/** What was encrypted under a password. */
export interface Encrypted {
  readonly algorithm: Algorithm
  readonly data: Uint8Array
}

/** One part of the file: bags in the clear, or bags under the store's password. */
export type Safe =
  | { readonly kind: 'plain'; readonly contents: Uint8Array }
  | { readonly kind: 'encrypted'; readonly encrypted: Encrypted }

/** The outer layout of a PKCS#12 file, read without any password. */
export interface Pfx {
  /** All that the MAC covers. */
  readonly authenticated: Uint8Array
  readonly safes: readonly Safe[]
  /** Absent in files without a password. */
  readonly mac: Mac | undefined
  readonly trailingBytes: number
}

/** Reads a `PFX` (RFC 7292, section 4). */
export function parsePfx(bytes: Uint8Array, what: string): Pfx {
  const root = parseDer(bytes, what)
  const parts = childrenOf(root, TAG.sequence, 'the keystore')
  const version = integerOf(childAt(root, parts, 0), 'the version')
  if (version !== 3) throw malformed(root, `its version is ${version} where 3 is due`)
  const { oid, content } = contentInfoOf(childAt(root, parts, 1))
  if (oid !== CONTENT.data) throw unsupported(root, 'it is', oid)
  const authenticated = octetsOf(content, 'the authenticated content')
  const safes = parseDer(authenticated, `${what}, authenticated content`)
  return {
    authenticated,
    safes: childrenOf(safes, TAG.sequence, 'the authenticated content').map(safeOf),
    mac: parts[2] && macOf(parts[2]),
    trailingBytes: bytes.length - root.encoded.length,
  }
}

/** `ContentInfo` (RFC 5652, section 3); its content is optional there, and required here. */
function contentInfoOf(node: DerNode): { oid: string; content: DerNode } {
  const parts = childrenOf(node, TAG.sequence, 'a content')
  const oid = oidOf(childAt(node, parts, 0), "a content's type")
  const wrapper = childAt(node, parts, 1)
  const content = childAt(wrapper, childrenOf(wrapper, TAG.context0Constructed, 'a content'), 0)
  return { oid, content }
}

function safeOf(node: DerNode): Safe {
  const { oid, content } = contentInfoOf(node)
  if (oid === CONTENT.data) return { kind: 'plain', contents: octetsOf(content, 'a safe') }
  if (oid !== CONTENT.encryptedData) throw unsupported(node, 'a part of it is', oid)
  const parts = childrenOf(content, TAG.sequence, 'an encrypted safe')
  const info = childAt(content, parts, 1)
  const fields = childrenOf(info, TAG.sequence, 'an encrypted safe')
  const algorithm = algorithmOf(childAt(info, fields, 1), 'the encryption of a safe')
  const data = octetsOf(childAt(info, fields, 2), 'an encrypted safe')
  return { kind: 'encrypted', encrypted: { algorithm, data } }
}
