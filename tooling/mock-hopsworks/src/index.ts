export { checkSeeds } from './check-seeds.ts'
export {
  MOCK_HOPSWORKS_ERROR_CODES,
  MockHopsworksError,
  type MockHopsworksErrorCode,
  type MockHopsworksErrorTexts,
} from './errors.ts'
export {
  type JournalEntry,
  type MockHopsworks,
  type MockHopsworksOptions,
  startMockHopsworks,
} from './server.ts'
export type { SubjectSeed, TopicSeed } from './store.ts'
