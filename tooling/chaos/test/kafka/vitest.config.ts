import { integration } from '@hops-kafka/vitest'

const { test, ...rest } = integration()

export default { ...rest, test: { ...test, include: ['test/kafka/**/*.test.ts'] } }
