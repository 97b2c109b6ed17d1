import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('memory-main.ts', import.meta.url))
const FLAGS = ['--expose-gc', '--max-semi-space-size=2', '--conditions=@hops-kafka/source']

interface Measured {
  readonly name: string
  readonly bytes: number
  readonly outcome: string
  readonly grownBytes: number
  readonly blockedMs: number
}

const isLinux = existsSync('/proc/self/clear_refs')

describe.skipIf(!isLinux)(
  `memory of hostile files${isLinux ? '' : ' (skipped: only Linux tells the peak of a process)'}`,
  () => {
    it('is no more than ten times the file and 16 MB, and blocks no event loop', () => {
      const args = [...FLAGS, '--import', 'tsx', MAIN]
      const lines = execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split('\n')
      const measured = lines.map((line) => JSON.parse(line) as Measured)
      expect(measured).toHaveLength(8)
      for (const { name, bytes, outcome, grownBytes, blockedMs } of measured) {
        expect(outcome, name).toMatch(/^ERR_CERTS_/)
        expect(grownBytes, `memory for ${name}`).toBeLessThan(10 * bytes + 16 * 1024 * 1024)
        expect(blockedMs, `the event loop waited for ${name}`).toBeLessThan(50)
      }
    })
  },
)
