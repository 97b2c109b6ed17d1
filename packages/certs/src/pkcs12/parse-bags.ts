import { octetsOf, oidOf, textOf } from '../der/der-values.ts'
import { childAt, childrenOf, type DerNode } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { describeOid } from '../pbe/oids.ts'
import { ATTRIBUTE, BAG, X509_CERTIFICATE } from './oids.ts'

/** What a bag says about itself. */
export interface BagAttributes {
  readonly friendlyName?: string
  /** Joins a key with its certificate. */
  readonly localKeyId?: Uint8Array
  /** Marked by Java as an entry by itself. */
  readonly trusted?: boolean
}

/** A private key. */
export interface KeyBag extends BagAttributes {
  /** `EncryptedPrivateKeyInfo`, or PKCS#8 where the key is in the clear. */
  readonly key: DerNode
  readonly isEncrypted: boolean
}

/** An X.509 certificate, DER. */
export interface CertificateBag extends BagAttributes {
  readonly certificate: Uint8Array
}

/** The bags of a whole file. */
export interface Bags {
  readonly keys: KeyBag[]
  readonly certificates: CertificateBag[]
  readonly secrets: BagAttributes[]
  /** Names of what was passed over. */
  readonly skipped: string[]
}

/** No bags yet. */
export function emptyBags(): Bags {
  return { keys: [], certificates: [], secrets: [], skipped: [] }
}

/** Sorts the bags of `SafeContents` (RFC 7292, section 4.2) into the lists. */
export function collectBags(contents: DerNode, into: Bags): void {
  for (const bag of childrenOf(contents, TAG.sequence, 'a safe')) collectBag(bag, into)
}

function collectBag(bag: DerNode, into: Bags): void {
  const parts = childrenOf(bag, TAG.sequence, 'a bag')
  const type = oidOf(childAt(bag, parts, 0), "a bag's type")
  const wrapper = childAt(bag, parts, 1)
  const value = childAt(wrapper, childrenOf(wrapper, TAG.context0Constructed, 'a bag'), 0)
  const attributes = parts[2] ? attributesOf(parts[2]) : {}
  switch (type) {
    case BAG.key:
    case BAG.shroudedKey:
      into.keys.push({ ...attributes, key: value, isEncrypted: type === BAG.shroudedKey })
      return
    case BAG.certificate:
      collectCertificate(value, attributes, into)
      return
    case BAG.secret:
      into.secrets.push(attributes)
      return
    case BAG.safeContents:
      // The depth of the value itself bounds this recursion.
      collectBags(value, into)
      return
    default:
      into.skipped.push(skippedName(type, attributes.friendlyName))
  }
}

function collectCertificate(value: DerNode, attributes: BagAttributes, into: Bags): void {
  const parts = childrenOf(value, TAG.sequence, 'a certificate bag')
  const type = oidOf(childAt(value, parts, 0), 'the type of a certificate')
  if (type !== X509_CERTIFICATE) {
    into.skipped.push(`a certificate of type ${type}`)
    return
  }
  const wrapper = childAt(value, parts, 1)
  const octets = childrenOf(wrapper, TAG.context0Constructed, 'a certificate')
  const certificate = octetsOf(childAt(wrapper, octets, 0), 'a certificate')
  into.certificates.push({ ...attributes, certificate })
}

function attributesOf(set: DerNode): BagAttributes {
  return Object.assign(
    {},
    ...childrenOf(set, TAG.set, "a bag's attributes").map(attributeOf),
  ) as BagAttributes
}

/** An attribute of a kind that nobody writes is passed over: it must not hide what it hangs on. */
function attributeOf(attribute: DerNode): BagAttributes {
  const parts = childrenOf(attribute, TAG.sequence, 'an attribute')
  const type = oidOf(childAt(attribute, parts, 0), "an attribute's type")
  const set = childAt(attribute, parts, 1)
  const value = childrenOf(set, TAG.set, "an attribute's values")[0]
  if (type === ATTRIBUTE.trustedKeyUsage) return { trusted: true }
  if (!value) return {}
  if (type === ATTRIBUTE.friendlyName) {
    const friendlyName = textOf(value)
    return friendlyName === undefined ? {} : { friendlyName }
  }
  const isOctets = value.tag === TAG.octetString
  if (type === ATTRIBUTE.localKeyId && isOctets) return { localKeyId: value.content }
  return {}
}

function skippedName(type: string, friendlyName: string | undefined): string {
  const kind = type === BAG.crl ? 'a revocation list' : `a bag of type ${describeOid(type)}`
  return friendlyName === undefined ? kind : `${kind} ${JSON.stringify(friendlyName)}`
}
