import { type ApiKeys, isHolder, type KeyHolder } from '../access/api-keys.ts'
import { refuseRole, refuseScope } from '../access/permissions.ts'
import type { Route } from '../routes/route.ts'
import type { Cluster, Project } from '../state/cluster.ts'
import { type Answer, serverErrorPage, TEXT_TYPE, webFault } from './answers.ts'
import { hopsworksError } from './error-numbers.ts'
import { type Match, matchPath } from './match-path.ts'
import { negotiate } from './negotiate.ts'

/** A request, read to its end. */
export interface ReceivedRequest {
  readonly method: string
  /** The path as sent, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: {
    readonly authorization?: string | undefined
    readonly accept?: string | undefined
    readonly contentType?: string | undefined
  }
  readonly body: string
  /** `https://host:port/hopsworks-api/api` as the client addressed it. */
  readonly url: string
}

/** What a request is answered from. */
export interface Backend {
  readonly cluster: Cluster
  readonly keys: ApiKeys
  readonly listErrors: 'page' | 'json'
}

/** An answer, and whether the contract has a route for the request at all. */
export interface Dispatched {
  readonly answer: Answer
  readonly known: boolean
}

/** The answer to a request: the key first, then the path, then what the route takes and gives. */
export function dispatch(request: ReceivedRequest, backend: Backend): Dispatched {
  const matches = matchPath(request.path, backend.cluster.era)
  const match = matches.find(({ route }) => route.method === request.method)
  const open = match !== undefined && match.route.access === undefined
  const holder = backend.keys.holder(request.headers.authorization)
  if (!open && !isHolder(holder)) return { answer: asList(holder, match, backend), known: true }
  if (!match) return { answer: webFault(matches.length === 0 ? 404 : 405), known: false }
  const refusal = negotiate(request.headers, match.route, backend.cluster.era)
  if (refusal) return { answer: refusal, known: true }
  const answer = enter(request, match, isHolder(holder) ? holder : NOBODY, backend)
  return { answer: asList(answer, match, backend), known: true }
}

/** Whoever asks where no key is needed. */
const NOBODY: KeyHolder = { username: '', scopes: [], standing: 'good', roleIn: () => undefined }

/** Lets the holder in, as far as scope, project and role allow, and asks the route. */
function enter(
  request: ReceivedRequest,
  { route, params }: Match,
  holder: KeyHolder,
  { cluster }: Backend,
): Answer {
  const { access } = route
  const refusal = access && refuseScope(holder, access, cluster.era)
  if (refusal) return refusal
  const project = cluster.project(Number(params['project']))
  if (params['project'] !== undefined) {
    if (!project) return hopsworksError(150004)
    const stranger = access && refuseRole(holder, access, project)
    if (stranger) return stranger
  }
  const body = bodyOf(request, route)
  if (body === BROKEN) return webFault(400)
  const { query, url } = request
  // A route without a project in its path asks for none.
  return route.answer({ cluster, holder, params, query, body, url, project: project as Project })
}

const BROKEN = Symbol('a body that is not JSON')

function bodyOf({ body }: ReceivedRequest, { consumes }: Route): unknown {
  if (consumes.length === 0) return undefined
  try {
    return JSON.parse(body)
  } catch {
    return BROKEN
  }
}

/** A route that writes plain text only cannot write an error's JSON: the application server does. */
function asList(answer: Answer, match: Match | undefined, { listErrors }: Backend): Answer {
  const isList = match?.route.produces === TEXT_TYPE
  return isList && answer.status >= 400 && listErrors === 'page' ? serverErrorPage() : answer
}
