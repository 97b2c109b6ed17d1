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

/** The reason phrases that Hopsworks puts into `usrMsg` when its web layer refuses a request. */
const WEB_FAULTS = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
} as const

export type WebFaultStatus = keyof typeof WEB_FAULTS

export function json(value: unknown, status = 200): Answer {
  return { status, contentType: JSON_TYPE, body: JSON.stringify(value) }
}

/** An answer without a body: 200 after an update, 204 after a deletion. */
export function empty(status: 200 | 204): Answer {
  return { status, contentType: JSON_TYPE, body: '' }
}

/** Java's `Arrays.toString`: names unquoted, so that what comes out is not JSON. */
export function plainList(items: readonly (string | number)[]): Answer {
  return { status: 200, contentType: TEXT_TYPE, body: `[${items.join(', ')}]` }
}

/** A request that the web layer refuses before any route sees it. */
export function webFault(status: WebFaultStatus): Answer {
  const usrMsg = `HTTP ${status} ${WEB_FAULTS[status]}`
  return json({ errorCode: 120004, errorMsg: 'Web application exception occurred', usrMsg }, status)
}

/** A page of the application server, or of a proxy before it. */
export function htmlPage(status: number, title: string): Answer {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
  return { status, contentType: 'text/html', body }
}

/** The page for an error that a text/plain route cannot write. */
export function serverErrorPage(): Answer {
  return htmlPage(500, 'HTTP Status 500 - Internal Server Error')
}
