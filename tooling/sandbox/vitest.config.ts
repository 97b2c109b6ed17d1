import { unit } from '@hops-kafka/vitest'

const { test, ...rest } = unit()

// What starts Kafka is in test/kafka and test/container and runs under `test:integration`.
export default {
  ...rest,
  test: { ...test, exclude: ['test/kafka/**', 'test/container/**', 'node_modules/**'] },
}
