export type { ApiKeySource } from './api-key.ts'
export {
  REGISTRY_ERROR_CODES,
  RegistryError,
  type RegistryErrorCode,
  type RegistryErrorDetails,
} from './errors.ts'
export type { HopsworksRegistryOptions } from './options.ts'
export { type CallOptions, HopsworksRegistry } from './registry.ts'
export type { SubjectVersion } from './subject-version.ts'
