import { unit } from '@hops-kafka/vitest'

const { test, ...rest } = unit()

// What needs Kafka or a container engine is in test/containers and runs under `test:integration`.
export default { ...rest, test: { ...test, exclude: ['test/containers/**', 'node_modules/**'] } }
