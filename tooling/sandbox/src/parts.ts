// What a sandbox is put together from, for a deployment whose servers somebody else runs.
export { configFileText } from './config-file.ts'
export {
  type ImageChoice,
  type ImageNames,
  imageNames,
  NODE_VERSION,
} from './container/image-names.ts'
export { writeFileAtomically } from './files.ts'
export { PROJECT, SENSOR_SCHEMA, SUBJECT, TOPIC } from './guide.ts'
export { type Identity, loadOrMintIdentity } from './identity.ts'
export { findKafkaJars, type KafkaJars, type KafkaJarsOptions } from './jvm/kafka-jars.ts'
export {
  allowGroups,
  createProjectTopic,
  prepareGroups,
  setUpProject,
  withAdmin,
} from './kafka-admin.ts'
export { writeProjectFiles } from './project-files.ts'
export { SERVER_FILES, serverProperties } from './server-properties.ts'
