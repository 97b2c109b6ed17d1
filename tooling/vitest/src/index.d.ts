import type { ViteUserConfig } from 'vitest/config'

/** Vitest settings for a package's own tests: no servers beyond loopback, seconds at most. */
export function unit(): ViteUserConfig

/** Vitest settings for suites that start Kafka: one file at a time, since two cores carry one broker. */
export function integration(): ViteUserConfig
