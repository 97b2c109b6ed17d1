import { integration } from '@hops-kafka/vitest'

const { test, ...rest } = integration()

/** One process for all suites, since most of them share a sandbox. */
const together = { ...test, isolate: false }

/** What is tried on Java as well where containers are asked for by name: the way of a record, and the two commands. */
const ON_JAVA_TOO = ['test/end-to-end.test.ts', 'test/without-config.test.ts']

const projects = [
  { ...rest, test: { ...together, name: 'container' } },
  {
    ...rest,
    test: { ...together, name: 'jvm', include: ON_JAVA_TOO, env: { HOPS_KAFKA_ENGINE: 'jvm' } },
  },
]

export default process.env['HOPS_KAFKA_ENGINE'] === 'container'
  ? { ...rest, test: { ...together, projects } }
  : { ...rest, test: together }
