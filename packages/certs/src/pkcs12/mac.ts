import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Algorithm, algorithmOf, integerOf, octetsOf } from '../der/der-values.ts'
import { childAt, childrenOf, type DerNode, malformed } from '../der/parse-der.ts'
import { TAG } from '../der/tags.ts'
import { inPieces } from '../pace.ts'
import { type Digest, digestLabel, digestNamed } from '../pbe/digest.ts'
import type { SpendRounds } from '../pbe/iteration-budget.ts'
import { DIGESTS, PBKDF2, PBMAC1 } from '../pbe/oids.ts'
import { bmpForms, octetForms } from '../pbe/password-forms.ts'
import { derivePbkdf2, pbkdf2Of, prfOf } from '../pbe/pbkdf2.ts'
import { PURPOSE, pkcs12Kdf } from '../pbe/pkcs12-kdf.ts'
import { parametersOf, saltOf, unsupported } from '../pbe/scheme.ts'

/** RFC 9879, section 6: a shorter key could be guessed in place of the password. */
const MIN_PBMAC1_KEY_BYTES = 20

/** `MacData` (RFC 7292, section 4), ready to be checked. */
export interface Mac {
  /** As people write it. */
  readonly label: string
  readonly iterations: number
  readonly digest: Digest
  readonly expected: Uint8Array
  /** What writers make of a password, the usual form first. */
  forms(password: string): Uint8Array[]
  deriveKey(form: Uint8Array, spend: SpendRounds): Promise<Uint8Array>
}

/** Whether the MAC over the content matches under this password. */
export async function macMatches(
  { authenticated, mac, password }: { authenticated: Uint8Array; mac: Mac; password: string },
  spend: SpendRounds,
): Promise<boolean> {
  for (const form of mac.forms(password)) {
    const key = await mac.deriveKey(form, spend)
    form.fill(0)
    const hmac = createHmac(mac.digest.name, key)
    key.fill(0)
    await inPieces(authenticated, (piece) => hmac.update(piece))
    const actual = hmac.digest()
    if (actual.length === mac.expected.length && timingSafeEqual(actual, mac.expected)) return true
  }
  return false
}

/** Reads `MacData`. */
export function macOf(node: DerNode): Mac {
  const parts = childrenOf(node, TAG.sequence, 'the MAC')
  const info = childAt(node, parts, 0)
  const fields = childrenOf(info, TAG.sequence, 'the MAC')
  const algorithm = algorithmOf(childAt(info, fields, 0), "the MAC's digest")
  const expected = octetsOf(childAt(info, fields, 1), 'the MAC')
  if (algorithm.oid === PBMAC1) return pbmac1(algorithm, expected)
  const digest = digestNamed(DIGESTS.get(algorithm.oid) ?? '')
  if (digest === undefined) throw unsupported(node, 'its integrity is kept with', algorithm.oid)
  const salt = saltOf(childAt(node, parts, 1))
  const iterations = parts[2] ? integerOf(parts[2], "the MAC's iteration count") : 1
  const kdf = { digest, salt, iterations, purpose: PURPOSE.mac, length: digest.bytes }
  return {
    label: `HMAC-${digestLabel(digest)} with PKCS#12 key derivation`,
    iterations,
    digest,
    expected,
    forms: bmpForms,
    deriveKey: (password, spend) => pkcs12Kdf({ ...kdf, password }, spend),
  }
}

/** `PBMAC1-params` (RFC 9879, section 4). Salt and count beside it, in MacData, mean nothing. */
function pbmac1(algorithm: Algorithm, expected: Uint8Array): Mac {
  const parameters = parametersOf(algorithm, 'PBMAC1')
  const parts = childrenOf(parameters, TAG.sequence, 'the parameters of PBMAC1')
  const kdf = algorithmOf(childAt(parameters, parts, 0), 'the key derivation')
  if (kdf.oid !== PBKDF2) throw unsupported(kdf.node, 'the key of its MAC is derived with', kdf.oid)
  const pbkdf2 = pbkdf2Of(kdf)
  const digest = prfOf(childAt(parameters, parts, 1))
  const { keyBytes: length, iterations } = pbkdf2
  if (length === undefined || length < MIN_PBMAC1_KEY_BYTES) {
    const because = `PBMAC1 has a key of ${length ?? 'unknown'} bytes, fewer than`
    throw malformed(algorithm.node, `${because} ${MIN_PBMAC1_KEY_BYTES}`)
  }
  return {
    label: `PBMAC1: HMAC-${digestLabel(digest)} with ${pbkdf2.label}`,
    iterations,
    digest,
    expected,
    forms: octetForms,
    deriveKey: (password, spend) => derivePbkdf2(pbkdf2, { password, length }, spend),
  }
}
