import { unit } from '@hops-kafka/vitest'

const { test, ...rest } = unit()

// What starts Kafka is in test/kafka and runs under `test:integration`.
export default { ...rest, test: { ...test, exclude: ['test/kafka/**', 'node_modules/**'] } }
