import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SpendRounds } from './iteration-budget.ts'
import { PURPOSE, pkcs12Kdf } from './kdf.ts'
import type { Mac } from './parse-pfx.ts'
import { passwordForms } from './password-based-decryption.ts'

/** Whether the MAC over the content matches under this password (RFC 7292, appendix A). */
export async function macMatches(
  { authenticated, mac, password }: { authenticated: Uint8Array; mac: Mac; password: string },
  spend: SpendRounds,
): Promise<boolean> {
  const { digest, expected, salt, iterations } = mac
  const length = createHmac(digest, '').digest().length
  for (const secret of passwordForms(password)) {
    const key = await pkcs12Kdf(
      { digest, password: secret, salt, iterations, purpose: PURPOSE.mac, length },
      spend,
    )
    const actual = createHmac(digest, key).update(authenticated).digest()
    if (actual.length === expected.length && timingSafeEqual(actual, expected)) return true
  }
  return false
}
