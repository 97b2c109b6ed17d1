import type { Program } from './example.ts'

/** An example and how to load it; what an example needs is loaded with it alone. */
interface Entry {
  readonly about: string
  /** Whether it needs neither configuration nor sandbox. */
  readonly local?: true
  readonly load: () => Promise<{ readonly run: Program }>
}

/** Every example, by the name to start it with. */
export const PROGRAMS: Readonly<Record<string, Entry>> = {
  'simple-producer': {
    about: 'writes plain strings to the topic',
    load: () => import('./programs/simple-producer.ts'),
  },
  'simple-consumer': {
    about: 'prints the plain strings of the topic',
    load: () => import('./programs/simple-consumer.ts'),
  },
  'sorted-consumer': {
    about: 'plots the readings of the topic by event time',
    load: () => import('./programs/sorted-consumer.ts'),
  },
  'schema-by-topic': {
    about: 'prints the schema of the topic',
    load: () => import('./programs/schema-by-topic.ts'),
  },
  'schema-by-subject': {
    about: 'prints the latest version of a subject’s schema',
    load: () => import('./programs/schema-by-subject.ts'),
  },
  'schema-encode': {
    about: 'encodes and decodes a reading with the topic’s schema',
    load: () => import('./programs/schema-encode.ts'),
  },
  certs: {
    about: 'turns the project’s keystores into PEM',
    load: () => import('./programs/certs.ts'),
  },
  registry: {
    about: 'asks the schema registry by topic, version and id',
    load: () => import('./programs/registry.ts'),
  },
  'avro-codec': {
    about: 'encodes and decodes with a schema of its own',
    local: true,
    load: () => import('./programs/avro-codec.ts'),
  },
  'sensor-sim': {
    about: 'prints simulated readings, some of them late',
    local: true,
    load: () => import('./programs/sensor-sim.ts'),
  },
  'kafka-client': {
    about: 'writes JSON to the topic and reads it back',
    load: () => import('./programs/kafka-client.ts'),
  },
  'live-plot': {
    about: 'plots two waves in browser and terminal',
    local: true,
    load: () => import('./programs/live-plot.ts'),
  },
  'sensor-preview': {
    about: 'shows the simulated sensors: web, term, or the name of an SVG file',
    local: true,
    load: () => import('./programs/sensor-preview.ts'),
  },
}
