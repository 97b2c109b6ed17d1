import { type Answer, json } from './answers.ts'

/** Hopsworks' own errors by number: the HTTP status and the fixed text of `errorMsg`. */
const HOPSWORKS_ERRORS = {
  110021: [400, 'Failed to download.'],
  120000: [500, 'A generic error occurred.'],
  150004: [404, "Project wasn't found."],
  150068: [403, 'Your project role does not allow to perform this action.'],
  160000: [403, 'No valid role found for this user'],
  160005: [401, 'This account has been deactivated.'],
  160007: [401, 'This account has been blocked.'],
  190000: [404, 'No topics found'],
  190002: [409, 'Kafka topic already exists in database. Pick a different topic name'],
  190004: [412, 'Topic limit reached. Contact your administrator to increase it.'],
  190005: [400, 'Maximum topic replication factor exceeded'],
  190006: [404, 'Topic has no schema attached to it.'],
  190010: [404, 'Topic is not shared with project'],
  190014: [412, 'Schema is currently used by topics. topic'],
  190015: [400, 'Invalid number of partitions'],
  190016: [405, 'The provided subject name is reserved for system calls'],
  190021: [503, 'Kafka is temporarily unavailable. Please try again later'],
  190023: [500, 'Could not fetch topic details.'],
  190025: [404, 'Could not find a broker endpoint.'],
  200003: [401, 'Authorization header not set.'],
  320002: [401, 'Api key not found'],
  320003: [403, 'No valid role found for this invocation'],
  320004: [403, 'No valid scope found for this invocation'],
  320012: [401, 'Invalid or incorrect API key.'],
  320013: [401, 'API key not found in the database'],
} as const

/** The registry's errors by number: the HTTP status and the fixed text of `message`. */
const REGISTRY_ERRORS = {
  40401: [404, 'Subject not found'],
  40402: [404, 'Version not found'],
  40403: [404, 'Schema not found'],
  40901: [409, 'Incompatible Avro schema'],
  42201: [422, 'Invalid Avro schema'],
  42202: [422, 'Invalid version'],
  42203: [422, 'Invalid compatibility level'],
  50001: [500, 'Error in the backend datastore'],
  50002: [500, 'Operation timed out'],
  50003: [500, 'Error while forwarding the request to the primary'],
} as const

export type HopsworksErrorNumber = keyof typeof HOPSWORKS_ERRORS
export type RegistryErrorNumber = keyof typeof REGISTRY_ERRORS

/** Hopsworks' own envelope, as its log level PROD shows it: without `devMsg` and `trace`. */
export function hopsworksError(errorCode: HopsworksErrorNumber, usrMsg?: string): Answer {
  const [status, errorMsg] = HOPSWORKS_ERRORS[errorCode]
  return json({ errorCode, errorMsg, ...(usrMsg === undefined ? {} : { usrMsg }) }, status)
}

/** The registry's envelope: a fixed text, never a detail. */
export function registryError(errorCode: RegistryErrorNumber): Answer {
  const [status, message] = REGISTRY_ERRORS[errorCode]
  return json({ error_code: errorCode, message }, status)
}

/** The answer for any number of either kind; undefined for a number that neither has. */
export function errorOfNumber(number: number, usrMsg?: string): Answer | undefined {
  if (Object.hasOwn(REGISTRY_ERRORS, number)) return registryError(number as RegistryErrorNumber)
  if (Object.hasOwn(HOPSWORKS_ERRORS, number))
    return hopsworksError(number as HopsworksErrorNumber, usrMsg)
  return undefined
}
