import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { integerOf, octetsOf, oidOf } from '../../src/der/der-values.ts'
import { encodeDer, encodeInteger, encodeOid } from '../../src/der/encode-der.ts'
import { childrenOf, type DerNode, parseDer } from '../../src/der/parse-der.ts'
import { TAG } from '../../src/der/tags.ts'
import { hex } from '../support/entries.ts'
import { refusal, toleratesOnlyCertsErrors } from '../support/refusals.ts'

const read = (bytes: Uint8Array) => parseDer(bytes, 'the input')

/** Opens every constructed value, as deep as it goes. */
function walk(node: DerNode): void {
  if ((node.tag & 0x20) !== 0) for (const child of childrenOf(node, node.tag, 'a part')) walk(child)
}

describe('parseDer', () => {
  it.each([
    ['1.2.840.113549.1.12.10.1.2', '060b2a864886f70d010c0a0102'],
    ['2.16.840.1.113894.746875.1.1', '060c6086480186f966adca7b0101'],
    ['2.25.329800735698586629295641978511506172918', undefined],
  ])('reads the object identifier %s', (dotted, encoded) => {
    // X.667 identifiers have an arc of 128 bits, beyond what our encoder writes.
    const uuid = '06146983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776'
    const node = read(Buffer.from(encoded ?? uuid, 'hex'))
    expect(oidOf(node, 'it')).toBe(dotted)
    if (encoded !== undefined) expect(hex(encodeOid(dotted))).toBe(encoded)
  })

  it('reads back the integers that encodeInteger writes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0x7fff_ffff }), (value) => {
        expect(integerOf(read(encodeInteger(value)), 'it')).toBe(value)
      }),
    )
  })

  it('reads back content of any length', () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const content = new Uint8Array(length).fill(7)
      expect(octetsOf(read(encodeDer(TAG.octetString, content)), 'it')).toHaveLength(length)
    }
  })

  it.each([
    ['a negative integer', '0201ff', (node: DerNode) => integerOf(node, 'it')],
    ['an integer beyond 2^31-1', '02050080000000', (node: DerNode) => integerOf(node, 'it')],
    ['an integer without octets', '0200', (node: DerNode) => integerOf(node, 'it')],
    ['an identifier without end', '06022a86', (node: DerNode) => oidOf(node, 'it')],
    ['an identifier without octets', '0600', (node: DerNode) => oidOf(node, 'it')],
    ['a length of five octets', '30850000000000', (node: DerNode) => node],
    ['a primitive value without length', '04800000', (node: DerNode) => node],
    ['a tag of several octets', '1f8101', (node: DerNode) => node],
  ])('refuses %s, with its offset', async (_, bytes, take) => {
    const error = await refusal(() => take(read(Buffer.from(bytes, 'hex'))), 'ERR_CERTS_MALFORMED')
    expect(error.because).toContain('at byte 0')
  })

  it('ends at a fixed depth, with lengths and without', async () => {
    let nested: Uint8Array = new Uint8Array(0)
    for (let depth = 0; depth < 2000; depth++) nested = encodeDer(TAG.sequence, nested)
    await refusal(() => walk(read(nested)), 'ERR_CERTS_MALFORMED')
    const open = Buffer.from('3080'.repeat(20_000), 'hex')
    await refusal(() => walk(read(open)), 'ERR_CERTS_MALFORMED')
  })

  it('lets nothing but its own errors out of random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0x30, 0x24, 0xa0), fc.uint8Array(), async (tag, bytes) => {
        const error = await toleratesOnlyCertsErrors(() =>
          walk(read(Buffer.concat([Uint8Array.of(tag), bytes]))),
        )
        if (error) expect(['ERR_CERTS_MALFORMED', 'ERR_CERTS_TRUNCATED']).toContain(error.code)
      }),
      { numRuns: 2000 },
    )
  })
})
