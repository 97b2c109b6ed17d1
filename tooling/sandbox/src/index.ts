export type { Era, Fault, JournalEntry, SubjectSeed } from '@hops-kafka/mock-hopsworks'
export { ERAS } from '@hops-kafka/mock-hopsworks'
export type { BrokerListener, ClusterSettings } from './cluster-settings.ts'
export { ENGINE_NAMES, type EngineName } from './engine.ts'
export { engineHere } from './engine-here.ts'
export {
  SANDBOX_ERROR_CODES,
  SandboxError,
  type SandboxErrorCode,
  type SandboxErrorTexts,
} from './errors.ts'
export type { BrokerNames } from './identity.ts'
export { type JoinedSandbox, type JoinSandboxOptions, joinSandbox } from './join-sandbox.ts'
export { findKafkaJars, type KafkaJars } from './jvm/kafka-jars.ts'
export type { SandboxSettings } from './sandbox-server.ts'
export type { SandboxTopic, Seeds } from './seeds.ts'
export { type Sandbox, type StartSandboxOptions, startSandbox } from './start-sandbox.ts'
