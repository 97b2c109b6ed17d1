import { unit } from '@hops-kafka/vitest'

const { test, ...rest } = unit()

// What needs a browser is in test/browser and runs under `test:integration`.
export default { ...rest, test: { ...test, exclude: ['test/browser/**', 'node_modules/**'] } }
