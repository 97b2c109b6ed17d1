export {
  type EngineName,
  type Era,
  type Fault,
  type JournalEntry,
  SandboxError,
} from '@hops-kafka/sandbox'
export type { StartHopsworksOptions, TestTopic } from './options.ts'
export { startHopsworks } from './start-hopsworks.ts'
export type { Pem, TestHopsworks } from './test-hopsworks.ts'
