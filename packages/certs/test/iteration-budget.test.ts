import { expect, it } from 'vitest'
import { iterationBudget } from '../src/pbe/iteration-budget.ts'
import { refusal } from './support/refusals.ts'

it('caps the sum over a file, not each derivation by itself', async () => {
  const spend = iterationBudget('a file')
  spend(6_000_000)
  spend(4_000_000)
  const error = await refusal(() => spend(1), 'ERR_CERTS_TOO_COSTLY')
  expect(error.because).toContain('0 of 10000000 are left')
})
