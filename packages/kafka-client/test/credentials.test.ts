import { describe, expect, it } from 'vitest'
import type { KafkaTls } from '../src/connection/connection.ts'
import { checkCredentials } from '../src/connection/credentials.ts'
import { KafkaError } from '../src/errors.ts'
import { findOpenssl, type Minted, mint } from './minted.ts'

const missing = findOpenssl()

describe.skipIf(missing)(`credentials${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const minted = missing ? ({} as Minted) : mint()

  const tls = (changes: Partial<KafkaTls> = {}): KafkaTls => ({
    ...minted.member,
    ca: minted.root,
    ...changes,
  })

  const faultOf = (input: KafkaTls): KafkaError => {
    try {
      checkCredentials(input)
    } catch (error) {
      if (error instanceof KafkaError) return error
      throw error
    }
    throw new Error('accepted')
  }

  it('finds the principal in what is in order', () => {
    expect(checkCredentials(tls()).principal).toBe('demo__meb10000')
    const { passphrase, memberEncrypted } = minted
    expect(checkCredentials(tls({ ...memberEncrypted, passphrase })).principal).toMatch('demo__')
  })

  it('names each fault where it is', () => {
    const { member, broker, memberEncrypted, expired, root } = minted
    const faults: readonly [Partial<KafkaTls>, RegExp][] = [
      [{ ca: 'garbage' }, /^tls\.ca is refused: it holds no PEM certificate/],
      [{ ca: member.key }, /^tls\.ca is refused: it holds a private key/],
      [{ ca: root + member.key }, /^tls\.ca is refused: it holds a private key/],
      [
        { ca: root.replace('MII', 'MIX') },
        /^tls\.ca is refused: a certificate in it cannot be read/,
      ],
      [{ cert: '' }, /^tls\.cert is refused: it holds no PEM certificate/],
      [{ key: 'garbage' }, /^tls\.key is refused: it cannot be read/],
      [{ key: broker.key }, /^tls\.key is refused: the key does not belong .* demo__meb10000/],
      [{ key: memberEncrypted.key }, /^tls\.key is refused: it is encrypted/],
      [
        { key: memberEncrypted.key, passphrase: 'wrong' },
        /^tls\.key is refused: the passphrase does not open it/,
      ],
      [expired, /^client certificate of demo__old is not valid now: it expired on/],
    ]
    for (const [changes, message] of faults) {
      const fault = faultOf(tls(changes))
      expect(fault.message).toMatch(message)
      expect(fault.code).toMatch(/^ERR_KAFKA_(CREDENTIALS|TLS_EXPIRED)$/)
      expect(fault.message).not.toContain('wrong')
    }
  })

  it('tells a certificate that is not valid yet', () => {
    expect(() => checkCredentials(tls(), Date.parse('2001-01-01'))).toThrow(/valid from/)
  })
})
