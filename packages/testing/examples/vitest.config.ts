import { integration } from '@hops-kafka/vitest'

const { test, ...rest } = integration()

// In a project of your own, where the package is installed, no settings are needed.
export default {
  ...rest,
  test: { ...test, include: ['examples/*.vitest.ts'], reporters: ['default'] },
}
