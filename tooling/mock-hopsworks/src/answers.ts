/** What a route answers, before it becomes bytes on a connection. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export const JSON_TYPE = 'application/json'
export const TEXT_TYPE = 'text/plain'
export const VENDOR_TYPE = 'application/vnd.schemaregistry.v1+json'

/** Hopsworks' own errors by number: the HTTP status and the fixed text of `errorMsg`. */
const HOPSWORKS_ERRORS = {
  120000: [500, 'A generic error occurred.'],
  150004: [404, "Project wasn't found."],
  190010: [404, 'Topic is not shared with project'],
  190016: [405, 'The provided subject name is reserved for system calls'],
  320012: [401, 'Invalid or incorrect API key.'],
  320013: [401, 'API key not found in the database'],
} as const

/** The registry's errors by number: the HTTP status and the fixed text of `message`. */
const REGISTRY_ERRORS = {
  40401: [404, 'Subject not found'],
  40402: [404, 'Version not found'],
  40403: [404, 'Schema not found'],
  42201: [422, 'Invalid Avro schema'],
  42202: [422, 'Invalid version'],
} as const

/** The reason phrases that Hopsworks puts into `usrMsg` when its web layer refuses a request. */
const WEB_FAULTS = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
} as const

export type HopsworksErrorNumber = keyof typeof HOPSWORKS_ERRORS
export type RegistryErrorNumber = keyof typeof REGISTRY_ERRORS
export type WebFaultStatus = keyof typeof WEB_FAULTS

export function json(value: unknown, status = 200): Answer {
  return { status, contentType: JSON_TYPE, body: JSON.stringify(value) }
}

/** Java's `Arrays.toString`: names unquoted, so that what comes out is not JSON. */
export function plainList(items: readonly (string | number)[]): Answer {
  return { status: 200, contentType: TEXT_TYPE, body: `[${items.join(', ')}]` }
}

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

/** A request that the web layer refuses before any route sees it. */
export function webFault(status: WebFaultStatus): Answer {
  const usrMsg = `HTTP ${status} ${WEB_FAULTS[status]}`
  return json({ errorCode: 120004, errorMsg: 'Web application exception occurred', usrMsg }, status)
}

/** A request without the right to be here. */
export function unauthorized(answer: Answer): Answer {
  return { ...answer, headers: { 'www-authenticate': 'Bearer realm="Cauth Realm"' } }
}

/** Envelope of the two cases in which the header itself is missing or of another scheme. */
export function headerError(errorMsg: string): Answer {
  return unauthorized(json({ errorCode: 200003, errorMsg }, 401))
}

/** The page of the application server, for an error that a text/plain route cannot write. */
export function serverErrorPage(): Answer {
  const title = 'HTTP Status 500 - Internal Server Error'
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
  return { status: 500, contentType: 'text/html', body }
}
