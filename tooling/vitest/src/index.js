// JavaScript, since Vitest hands packages that a config imports to Node as they are.
import { defineConfig } from 'vitest/config'

/** The export condition under which every workspace package points at its sources. */
const SOURCE = '@hops-kafka/source'

export function unit() {
  return suite({ name: 'unit', timeoutMs: 20_000 })
}

export function integration() {
  return suite({ name: 'integration', timeoutMs: 120_000 })
}

function suite({ name, timeoutMs }) {
  return defineConfig({
    resolve: { conditions: [SOURCE] },
    ssr: { resolve: { conditions: [SOURCE, 'node', 'import', 'default'] } },
    test: {
      include: ['test/**/*.test.ts'],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      retry: 0,
      fileParallelism: name === 'unit',
      // The second reporter's file is what `pnpm test` sums up.
      reporters: ['default', 'json'],
      outputFile: { json: `.test-results/${name}.json` },
    },
  })
}
