import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  type X509Certificate,
} from 'node:crypto'
import { pacer } from '../pace.ts'
import { parseCertificate } from '../x509.ts'
import type { CertificateBag } from './parse-bags.ts'

const MAX_CHAIN = 32

/** Certificates of one name that are looked at; a hostile file may hold thousands. */
const MAX_NAMESAKES = 16

/** A certificate bag with its parsed form; undefined where Node cannot read it. */
interface Candidate {
  readonly bag: CertificateBag
  readonly parsed: X509Certificate | undefined
}

/** A key whose certificates are sought. */
export interface KeyOwner {
  /** Undefined where it did not open. */
  readonly privateKey: Uint8Array | undefined
  readonly localKeyId: Uint8Array | undefined
  readonly friendlyName: string | undefined
}

/** Builds chains out of the certificates of one file. */
export type ChainBuilder = (owner: KeyOwner) => readonly CertificateBag[]

/**
 * PKCS#12 holds certificates in any order. As Java does, the leaf is the one with the key's id; above
 * it comes whoever issued it by name and key identifier, up to a self-signed one. Where the id is
 * missing or leads nowhere, the leaf is the certificate of the key's public half.
 */
export async function chainBuilder(bags: readonly CertificateBag[]): Promise<ChainBuilder> {
  const candidates: Candidate[] = []
  const pace = pacer()
  for (const bag of bags) {
    candidates.push({ bag, parsed: parseCertificate(bag.certificate) })
    await pace()
  }
  const bySubject = indexBy(candidates, ({ parsed }) => parsed?.subject)
  const byId = indexBy(candidates, ({ bag }) => bag.localKeyId && keyOf(bag.localKeyId))
  const byPublicKey = lazily(() => indexBy(candidates, ({ parsed }) => publicKeyOf(parsed)))
  return ({ privateKey, localKeyId, friendlyName }) => {
    const sameId = byId.get(localKeyId ? keyOf(localKeyId) : '') ?? []
    const byName = sameId.find(({ bag }) => bag.friendlyName === friendlyName)
    const leaf = byName ?? sameId[0] ?? byPublicKey().get(publicHalf(privateKey) ?? '')?.[0]
    return climb(leaf, bySubject).map(({ bag }) => bag)
  }
}

function climb(leaf: Candidate | undefined, bySubject: Index): Candidate[] {
  const chain: Candidate[] = []
  let next = leaf
  while (next && !chain.includes(next) && chain.length < MAX_CHAIN) {
    chain.push(next)
    next = issuerOf(next, bySubject)
  }
  return chain
}

function issuerOf({ parsed }: Candidate, bySubject: Index): Candidate | undefined {
  if (!parsed || parsed.checkIssued(parsed)) return undefined
  return bySubject
    .get(parsed.issuer)
    ?.slice(0, MAX_NAMESAKES)
    .find((candidate) => candidate.parsed && parsed.checkIssued(candidate.parsed))
}

type Index = ReadonlyMap<string, readonly Candidate[]>

function indexBy(
  candidates: readonly Candidate[],
  key: (candidate: Candidate) => string | undefined,
): Index {
  const index = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const value = key(candidate)
    if (value === undefined) continue
    const same = index.get(value)
    if (same) same.push(candidate)
    else index.set(value, [candidate])
  }
  return index
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

function keyOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/** Undefined where Node does not know the kind of key: no leaf can be told by it then. */
function publicHalf(privateKey: Uint8Array | undefined): string | undefined {
  if (privateKey === undefined) return undefined
  try {
    const key = Buffer.from(privateKey)
    return spkiOf(createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' })))
  } catch {
    return undefined
  }
}

function publicKeyOf(certificate: X509Certificate | undefined): string | undefined {
  try {
    return certificate && spkiOf(certificate.publicKey)
  } catch {
    return undefined
  }
}

function spkiOf(key: KeyObject): string {
  return keyOf(key.export({ format: 'der', type: 'spki' }))
}
