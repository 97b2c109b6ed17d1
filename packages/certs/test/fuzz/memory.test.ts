import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { MAX_BLOCKED_MS, TELLS_MEMORY } from './watch.ts'

const MAIN = fileURLToPath(new URL('memory-main.ts', import.meta.url))
const FLAGS = ['--expose-gc', '--max-semi-space-size=2', '--conditions=@hops-kafka/source']

interface Measured {
  readonly name: string
  readonly bytes: number
  readonly outcome: string
  readonly grownBytes: number
  readonly blockedMs: number
}

describe.skipIf(!TELLS_MEMORY)(
  `memory of hostile files${TELLS_MEMORY ? '' : ' (skipped: only Linux tells the peak of a process)'}`,
  () => {
    it('is no more than ten times the file and 16 MB, and blocks no event loop', () => {
      const args = [...FLAGS, '--import', 'tsx', MAIN]
      const lines = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n')
      const measured = lines.map((line) => JSON.parse(line) as Measured)
      expect(measured).toHaveLength(12)
      for (const { name, bytes, outcome, grownBytes, blockedMs } of measured) {
        expect(outcome, name).toMatch(/^ERR_CERTS_/)
        expect(grownBytes, `memory for ${name}`).toBeLessThan(10 * bytes + 16 * 1024 * 1024)
        expect(blockedMs, `the event loop waited for ${name}`).toBeLessThan(MAX_BLOCKED_MS)
      }
    })
  },
)
