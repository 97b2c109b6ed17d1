import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** The export condition under which every workspace package points at its sources. */
const SOURCE = '@hops-kafka/source'

/** Files of a suite, and how long one test of it may take. */
interface Suite {
  readonly name: string
  readonly include: readonly string[]
  readonly timeoutMs: number
}

/** Vitest settings for a package's own tests: no servers beyond loopback, seconds at most. */
export function unit(): ViteUserConfig {
  return suite({ name: 'unit', include: ['test/**/*.test.ts'], timeoutMs: 20_000 })
}

/** Vitest settings for suites that start Kafka: one file at a time, since two cores carry one broker. */
export function integration(): ViteUserConfig {
  return suite({ name: 'integration', include: ['test/**/*.test.ts'], timeoutMs: 120_000 })
}

function suite({ name, include, timeoutMs }: Suite): ViteUserConfig {
  return defineConfig({
    resolve: { conditions: [SOURCE] },
    ssr: { resolve: { conditions: [SOURCE, 'node', 'import', 'default'] } },
    test: {
      include: [...include],
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
