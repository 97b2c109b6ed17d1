import { readFileSync, writeFileSync } from 'node:fs'
import { ERAS } from '@hops-kafka/mock-hopsworks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Asker } from '../src/ask.ts'
import { CASES } from '../src/cases/index.ts'
import { mintPair } from '../src/mint-pair.ts'
import { concerns, runCase } from '../src/run-case.ts'
import { Results, writeTable } from '../src/table.ts'
import type { Target } from '../src/target.ts'
import { startApicurio } from '../src/targets/apicurio.ts'
import { startMockTarget } from '../src/targets/mock.ts'
import { noRealCluster, openRealTarget } from '../src/targets/real.ts'
import { whatIsMissing } from '../src/what-is-missing.ts'

const TABLE = new URL('../contract-table.md', import.meta.url)
const noOpenssl = whatIsMissing(['openssl', 'version'])
const noApicurio = whatIsMissing(
  ['openssl', 'version'],
  ['java', '-version'],
  ['mvn', '-v'],
  ['tar', '--version'],
)

const results = new Results()

/** Every case that concerns a server, each on its own. */
function holdAgainst(start: () => Promise<Target>): void {
  let target: Target
  let asker: Asker

  beforeAll(async () => {
    target = await start()
    asker = new Asker(target)
  })

  afterAll(async () => {
    await asker?.close()
    await target?.[Symbol.asyncDispose]()
  })

  it.each(CASES)('$operation: $name', async (each) => {
    if (!concerns(each, target)) return
    let held = false
    try {
      await runCase(each, target, asker)
      held = true
    } finally {
      results.add(target.column, each.operation, held)
    }
  })
}

for (const era of ERAS)
  describe.skipIf(noOpenssl !== '')(`the mock, era ${era}${noOpenssl}`, () => {
    holdAgainst(() => startMockTarget(era, mintPair()))
  })

describe.skipIf(noApicurio !== '')(`Apicurio, by the confluent profile${noApicurio}`, () => {
  holdAgainst(() => startApicurio(mintPair()))
})

// Without the three variables there is nothing to run, which is no gap of this machine.
if (noRealCluster === '') describe('a real cluster', () => holdAgainst(openRealTarget))

describe('the table', () => {
  it('is what this run has found', () => {
    const before = readFileSync(TABLE, 'utf8')
    const today = new Date().toISOString().slice(0, 10)
    const after = writeTable(results, before, today)
    if (process.env['CI'] !== 'true') writeFileSync(TABLE, after)
    else expect(before, 'run the suite without CI=true and commit the table').toBe(after)
  })
})
