export type { Level } from './avro/levels.ts'
export { checkSeeds } from './check-options.ts'
export { CLUSTER_INFO_FORMS, type ClusterInfoForm, ERAS, type Era } from './eras.ts'
export {
  MOCK_HOPSWORKS_ERROR_CODES,
  MockHopsworksError,
  type MockHopsworksErrorCode,
  type MockHopsworksErrorTexts,
} from './errors.ts'
export { FAULT_KINDS, type Fault, type FaultKind, type FaultScope } from './faults/fault.ts'
export type { FaultList } from './faults/fault-list.ts'
export type {
  Brokers,
  KeySeed,
  MockHopsworksOptions,
  MockSeeds,
  ProjectSeed,
  Role,
  Scope,
  Standing,
  StoreFiles,
  SubjectSeed,
  TopicSeed,
} from './options.ts'
export { type MockHopsworks, startMockHopsworks } from './server.ts'
export type { MockState, SavedProject, SavedSubjects } from './state/saved.ts'
export type { Topic } from './state/topic-table.ts'
export type { JournalEntry } from './wire/journal.ts'
