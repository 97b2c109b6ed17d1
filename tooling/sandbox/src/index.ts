export type { SubjectSeed } from '@hops-kafka/mock-hopsworks'
export {
  type ImageChoice,
  type ImageNames,
  imageNames,
  NODE_VERSION,
} from './container/image-names.ts'
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
export { findKafkaJars, type KafkaJars, type KafkaJarsOptions } from './jvm/kafka-jars.ts'
export type { SandboxSettings } from './sandbox-server.ts'
export type { SandboxTopic, Seeds } from './seeds.ts'
export { type Sandbox, type StartSandboxOptions, startSandbox } from './start-sandbox.ts'
