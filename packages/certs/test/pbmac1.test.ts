import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readKeystore } from '../src/index.ts'
import { refusal } from './support/refusals.ts'

/** The files of RFC 9879, appendix A. */
function example(number: number): Buffer {
  const file = new URL(`golden/rfc9879/a${number}.base64`, import.meta.url)
  return Buffer.from(readFileSync(file, 'utf8'), 'base64')
}

it.each([1, 2, 3])('reads RFC 9879, A.%i', async (number) => {
  const { entries, warnings } = await readKeystore(example(number), { password: '1234' })
  expect(entries).toMatchObject([{ kind: 'private-key', chain: [expect.any(Uint8Array)] }])
  expect(warnings).toEqual([])
})

// Another iteration count, another salt: the key is another, and the content is what it was.
it.each([4, 5])('refuses RFC 9879, A.%i', async (number) => {
  await refusal(() => readKeystore(example(number), { password: '1234' }), 'ERR_CERTS_DAMAGED')
})

it('refuses RFC 9879, A.6, which leaves the length of the key open', async () => {
  const read = () => readKeystore(example(6), { password: '1234' })
  const error = await refusal(read, 'ERR_CERTS_MALFORMED')
  expect(error.because).toContain('key of unknown bytes')
})

it('takes a wrong password for wrong', async () => {
  await refusal(() => readKeystore(example(1), { password: '12345' }), 'ERR_CERTS_BAD_PASSWORD')
})
