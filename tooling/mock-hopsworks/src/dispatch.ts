import { type Answer, webFault } from './answers.ts'
import { type Project, refuseAuthorization } from './project.ts'
import { ROUTES, type Route } from './routes.ts'

/** A request, read to its end. */
export interface ReceivedRequest {
  readonly method: string
  /** The path as sent, without the query. */
  readonly path: string
  readonly headers: {
    readonly authorization?: string | undefined
    readonly accept?: string | undefined
    readonly contentType?: string | undefined
  }
  readonly body: string
}

/** Where every path begins. */
export const BASE_PATH = '/hopsworks-api/api'

type Params = Readonly<Record<string, string>>

/** The answer to a request: the key first, then the path, then what the route takes and gives. */
export function dispatch(request: ReceivedRequest, project: Project, apiKey: string): Answer {
  const matches = matchPath(request.path)
  const refusal = refuseAuthorization(request.headers.authorization, apiKey)
  if (refusal && !matches.some(({ route }) => route.open)) return refusal
  if (matches.length === 0) return webFault(404)
  const match = matches.find(({ route }) => route.method === request.method)
  if (!match) return webFault(405)
  return negotiate(request, match.route) ?? answer(request, match, project)
}

interface Match {
  readonly route: Route
  readonly params: Params
}

function matchPath(path: string): readonly Match[] {
  if (!path.startsWith(`${BASE_PATH}/`)) return []
  const segments = path.slice(BASE_PATH.length + 1).split('/')
  return ROUTES.flatMap((route) => {
    const params = matchPattern(route.pattern.split('/'), segments)
    return params ? [{ route, params }] : []
  })
}

function matchPattern(pattern: readonly string[], segments: readonly string[]): Params | undefined {
  if (pattern.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const value = decode(segments[index])
    if (!value) return undefined
    if (part.startsWith('#') && !/^-?\d{1,10}$/.test(value)) return undefined
    if (part.startsWith('#') || part.startsWith(':')) params[part.slice(1)] = value
    else if (part !== value) return undefined
  }
  return params
}

function decode(segment = ''): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** 406 and 415, which the web layer answers before any route is called. */
function negotiate({ headers }: ReceivedRequest, route: Route): Answer | undefined {
  if (!accepts(headers.accept, route.produces)) return webFault(406)
  const contentType = headers.contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  const takesBody = route.consumes.length > 0
  return takesBody && !route.consumes.includes(contentType) ? webFault(415) : undefined
}

function accepts(accept = '*/*', type: string): boolean {
  const [family] = type.split('/')
  return accept.split(',').some((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const refused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
    return !refused && ['*/*', `${family}/*`, type].includes(name)
  })
}

function answer({ body }: ReceivedRequest, { route, params }: Match, project: Project): Answer {
  if (route.consumes.length === 0) return route.answer({ project, params, body: undefined })
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return webFault(400)
  }
  return route.answer({ project, params, body: parsed })
}
