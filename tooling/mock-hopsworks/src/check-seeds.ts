import { ProjectStore, type SubjectSeed, type TopicSeed } from './store.ts'

/**
 * Checks what {@link startMockHopsworks} would be given, for who starts the mock elsewhere.
 *
 * @throws {MockHopsworksError} when a schema is not Avro, or a topic names a version that is not there
 */
export function checkSeeds(subjects: readonly SubjectSeed[], topics: readonly TopicSeed[]): void {
  new ProjectStore(subjects, topics)
}
