import { bmpStringOf, encryptedPrivateKeyOf, octetsOf, oidOf } from '../der/der-values.ts'
import { childAt, childrenOf, type DerNode } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { ATTRIBUTE, BAG, describeOid, X509_CERTIFICATE } from './oids.ts'
import type { Encrypted } from './password-based-decryption.ts'

/** What a bag says about itself. */
interface BagAttributes {
  readonly friendlyName?: string
  /** Joins a key with its certificate. */
  readonly localKeyId?: Uint8Array
  /** Marked by Java as an entry by itself. */
  readonly trusted?: boolean
}

/** A key, either under a password or as PKCS#8 in the clear. */
export interface KeyBag extends BagAttributes {
  readonly key: Encrypted | Uint8Array
}

/** An X.509 certificate, DER. */
export interface CertificateBag extends BagAttributes {
  readonly certificate: Uint8Array
}

/** The bags of a whole file. */
export interface Bags {
  readonly keys: KeyBag[]
  readonly certificates: CertificateBag[]
  /** Names of what was passed over. */
  readonly skipped: string[]
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
      into.keys.push({ ...attributes, key: value.encoded })
      return
    case BAG.shroudedKey:
      into.keys.push({ ...attributes, key: encryptedPrivateKeyOf(value) })
      return
    case BAG.certificate:
      collectCertificate(value, attributes, into)
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

function attributeOf(attribute: DerNode): BagAttributes {
  const parts = childrenOf(attribute, TAG.sequence, 'an attribute')
  const type = oidOf(childAt(attribute, parts, 0), "an attribute's type")
  const set = childAt(attribute, parts, 1)
  const value = childrenOf(set, TAG.set, "an attribute's values")[0]
  if (type === ATTRIBUTE.trustedKeyUsage) return { trusted: true }
  if (!value) return {}
  if (type === ATTRIBUTE.friendlyName)
    return { friendlyName: bmpStringOf(value, 'a friendly name') }
  if (type === ATTRIBUTE.localKeyId) return { localKeyId: octetsOf(value, 'a local key id') }
  return {}
}

function skippedName(type: string, friendlyName: string | undefined): string {
  const kind =
    type === BAG.secret
      ? 'a secret key'
      : type === BAG.crl
        ? 'a revocation list'
        : describeOid(type)
  return friendlyName === undefined ? kind : `${kind} ${JSON.stringify(friendlyName)}`
}
