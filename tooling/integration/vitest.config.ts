import { integration } from '@hops-kafka/vitest'

const { test, ...rest } = integration()

/** What is tried on Java as well where containers are asked for by name: the way of a record, and the two commands. */
const ON_JAVA_TOO = ['test/end-to-end.test.ts', 'test/without-config.test.ts']

const projects = [
  { ...rest, test: { ...test, name: 'container' } },
  {
    ...rest,
    test: { ...test, name: 'jvm', include: ON_JAVA_TOO, env: { HOPS_KAFKA_ENGINE: 'jvm' } },
  },
]

export default process.env['HOPS_KAFKA_ENGINE'] === 'container'
  ? { ...rest, test: { ...test, projects } }
  : { ...rest, test }
