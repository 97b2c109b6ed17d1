import { expect, it } from 'vitest'
import { isOurs } from '../src/container/engine-host.ts'

it.each([
  ['127.0.0.1', true],
  // Of the block that is kept for documentation, RFC 5737.
  ['192.0.2.1', false],
])('whether %s is an address of this machine: %s', async (address, expected) => {
  expect(await isOurs(address)).toBe(expected)
})
