import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

test.each([[['nonsense']], [[]], [['codec', 'extra']], [['--json']], [['toString']]])(
  'bench %j lists the names',
  (names) => {
    const options = ['--conditions=@hops-kafka/source', '--import', 'tsx', MAIN, ...names]
    const { status, stderr, stdout } = spawnSync(process.execPath, options, { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toContain('NAME one of certs, codec')
    expect(stdout).toBe('')
  },
)
