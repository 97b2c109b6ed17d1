import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PlotModel } from '../model/plot-model.ts'
import type { PageAsset } from '../page-bundle/load-page.ts'
import type { EventHub } from './event-hub.ts'
import { bringsToken, type Demands, refusalOf } from './guard.ts'
import { SAFE_HEADERS } from './headers.ts'
import { METRICS_TYPE, metricsText } from './metrics.ts'
import { seriesDocument } from './series-document.ts'

const TEXT = 'text/plain; charset=utf-8'
const RETRY_AFTER_S = '5'

/** What the server serves. */
export interface Served {
  readonly model: PlotModel
  readonly hub: EventHub
  readonly page: readonly PageAsset[]
  readonly demands: Demands
}

/** A whole answer. */
interface Answer {
  readonly status: number
  readonly body: string | Buffer
  /** Media type; plain text if missing. */
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers every request. */
export function handle(request: IncomingMessage, response: ServerResponse, served: Served): void {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value)
  const answer = answerTo(request, served)
  if (answer === 'events') openEvents(request, response, served.hub)
  else send(response, answer)
}

function answerTo(request: IncomingMessage, served: Served): Answer | 'events' {
  const { demands } = served
  const url = urlOf(request)
  if (url === undefined) return { status: 400, body: 'The address cannot be read.' }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const headers = { Allow: 'GET, HEAD' }
    return { status: 405, body: 'Only GET and HEAD are answered.', headers }
  }
  // Containers are probed without a token, and the answer tells nothing.
  const isProbe = url.pathname === '/healthz' && demands.token !== undefined
  const refusal = isProbe ? undefined : refusalOf(request, url, demands)
  if (refusal) return { status: refusal.status, body: refusal.text }
  return fileAnswer(url, served) ?? routeAnswer(url.pathname, served)
}

function fileAnswer(url: URL, { page, demands }: Served): Answer | undefined {
  const asset = page.find(({ route }) => route === url.pathname)
  if (asset === undefined) return undefined
  return url.pathname === '/' && bringsToken(url)
    ? keepToken(url, demands)
    : { status: 200, body: asset.body, type: asset.type }
}

function routeAnswer(path: string, { model, hub }: Served): Answer | 'events' {
  switch (path) {
    case '/events':
      return hub.isFull ? FULL : 'events'
    case '/metrics':
      return { status: 200, body: metricsText(model), type: METRICS_TYPE }
    case '/series.json':
      return json(seriesDocument(model))
    case '/healthz':
      return { status: 200, body: 'ok' }
    default:
      return { status: 404, body: 'There is nothing here.' }
  }
}

const FULL: Answer = {
  status: 503,
  body: 'Too many are watching already.',
  headers: { 'Retry-After': RETRY_AFTER_S },
}

/** Moves the token from the address, where histories keep it, into a cookie. */
function keepToken({ searchParams }: URL, { cookieName }: Demands): Answer {
  const token = encodeURIComponent(searchParams.get('token') ?? '')
  const cookie = `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`
  const headers = { 'Set-Cookie': cookie, Location: '/' }
  return { status: 303, body: 'The page is at /.', headers }
}

function json(value: unknown): Answer {
  return { status: 200, body: JSON.stringify(value), type: 'application/json' }
}

function openEvents(request: IncomingMessage, response: ServerResponse, hub: EventHub): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
  if (request.method === 'HEAD') response.end()
  else hub.add(response)
}

function send(response: ServerResponse, { status, body, type = TEXT, headers }: Answer): void {
  const length = Buffer.byteLength(body)
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': length })
  // A body after HEAD is left out by Node itself.
  response.end(body)
}

function urlOf({ url = '/' }: IncomingMessage): URL | undefined {
  // The base only completes the path; a request may not name another host here.
  const whole = `http://localhost${url}`
  return url.startsWith('/') && URL.canParse(whole) ? new URL(whole) : undefined
}
