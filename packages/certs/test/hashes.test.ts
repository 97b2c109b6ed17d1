import { hash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { iterateHash } from '../src/pbe/iterated-hash.ts'
import { hex } from './support/entries.ts'

it.each(['md5', 'sha1', 'sha256', 'sha512'])(
  'hashes %s over and over as node:crypto does',
  (digest) =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 100 }),
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        async (first, suffix, iterations) => {
          let expected: Uint8Array = hash(digest, first, 'buffer')
          for (let round = 1; round < iterations; round++) {
            expected = hash(digest, Buffer.concat([expected, suffix]), 'buffer')
          }
          expect(hex(await iterateHash({ digest, first, iterations, suffix }))).toBe(hex(expected))
        },
      ),
    ),
)
