export type { ApiKeySource } from './access/api-key.ts'
export type { CredentialsPem, ProjectCredentials } from './answers/credentials.ts'
export type { Broker, Partition, ProjectInfo, Topic, TopicList } from './answers/projects.ts'
export type { RegisteredVersion, SubjectVersion } from './answers/versions.ts'
export { checkCompatibility } from './avro/check-compatibility.ts'
export type { Incompatibility } from './avro/incompatibility.ts'
export { COMPATIBILITY_LEVELS, type CompatibilityLevel } from './avro/levels.ts'
export type { CountersListener, CounterValues } from './cache/counters.ts'
export type { CallOptions, RegisterOptions } from './call-options.ts'
export {
  REGISTRY_ERROR_CODES,
  RegistryError,
  type RegistryErrorCode,
  type RegistryErrorDetails,
} from './errors.ts'
export type { ConnectionOptions, HopsworksRegistryOptions } from './options.ts'
export { PROFILE_NAMES, type ProfileName } from './profile.ts'
export {
  HopsworksProject,
  type HopsworksProjectOptions,
  type ProjectRegistryOptions,
} from './project.ts'
export type { NewTopic, TopicQuery } from './questions/project-questions.ts'
export { HopsworksRegistry } from './registry.ts'
