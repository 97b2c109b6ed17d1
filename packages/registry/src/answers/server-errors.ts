import { RegistryError } from '../errors.ts'
import type { Question } from '../questions/question.ts'
import type { Answered } from './answered.ts'
import { CHECK_URL, MEANINGS, type Verdict } from './meanings.ts'

/** What the server says about its refusal, from `{errorCode, ...}` or `{error_code, message}`. */
export interface ServerWords {
  readonly code: number
  readonly message: string
}

/** The registry has one number for an unknown id and for a lookup that finds nothing. */
const MISSING_SCHEMA: Readonly<Record<Question['missingSchema'], Verdict>> = {
  ERR_REGISTRY_SCHEMA_NOT_FOUND: {
    code: 'ERR_REGISTRY_SCHEMA_NOT_FOUND',
    because: 'the project has no such schema',
    fix: 'Ids hold within one project only: check that the record was written with this one.',
  },
  ERR_REGISTRY_SCHEMA_NOT_REGISTERED: {
    code: 'ERR_REGISTRY_SCHEMA_NOT_REGISTERED',
    because: 'no version of the subject has this schema',
    fix: 'Register it, or take the latest version; doc texts and the order of fields count.',
  },
}

/** The typed error for an answer whose status is not 200. */
export function explain(answered: Answered, words: ServerWords | undefined): RegistryError {
  const { question, url, answer } = answered
  const { status } = answer
  const verdict = judge(answered, words)
  if (!verdict) return notARegistry(answered, `it answers HTTP ${status} in no form of Hopsworks`)
  const said = words ? `, ${words.code} "${words.message}"` : ''
  const retryAfterMs = parseRetryAfter(answer.retryAfter)
  return new RegistryError(verdict.code, {
    what: question.what,
    because: `${verdict.because} (HTTP ${status}${said})`,
    fix: verdict.fix,
    retriable: RETRIABLE.has(verdict.code),
    status,
    url,
    ...(words ? { serverCode: words.code, serverMessage: words.message } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(verdict.scope === undefined ? {} : { scope: verdict.scope }),
  })
}

const RETRIABLE: ReadonlySet<string> = new Set([
  'ERR_REGISTRY_UNAVAILABLE',
  'ERR_REGISTRY_RATE_LIMITED',
])

/** By the server's number where it is known, else by the status. */
function judge({ question, answer }: Answered, words?: ServerWords): Verdict | undefined {
  if (words?.code === 40403) return MISSING_SCHEMA[question.missingSchema]
  const known = words && MEANINGS[words.code]
  if (known) return known
  const { status } = answer
  if (status === 401) return UNAUTHORIZED
  if (status === 403) return words && forbidden(words, question)
  if (status === 429 || status >= 500) return status === 429 ? LIMITED : FAILING
  return words && REFUSED
}

const UNAUTHORIZED: Verdict = {
  code: 'ERR_REGISTRY_UNAUTHORIZED',
  because: 'the server does not accept the API key',
  fix: 'Check the key, and that it was made on this Hopsworks and not deleted.',
}

const LIMITED: Verdict = {
  code: 'ERR_REGISTRY_RATE_LIMITED',
  because: 'the server takes no more requests for now',
  fix: 'Try again later.',
}

const FAILING: Verdict = {
  code: 'ERR_REGISTRY_UNAVAILABLE',
  because: 'the server fails',
  fix: 'Try again later; if it stays so, ask the administrator of the cluster.',
}

const REFUSED: Verdict = {
  code: 'ERR_REGISTRY_REFUSED',
  because: 'the server refuses the request',
  fix: "Go by the server's words.",
}

/** From release 5 on the server names the scope in brackets; before, the route tells it. */
function forbidden({ code, message }: ServerWords, { scope: needed }: Question): Verdict {
  if (code !== NO_SCOPE) return { ...REFUSED, code: 'ERR_REGISTRY_FORBIDDEN' }
  const scope = /\[([A-Z_, ]+)\]/.exec(message)?.[1] ?? needed ?? 'KAFKA'
  return {
    code: 'ERR_REGISTRY_FORBIDDEN',
    because: `the API key lacks the scope ${scope}`,
    fix: `Make a key with the scope ${scope} in your account settings.`,
    scope,
  }
}

const NO_SCOPE = 320004

/** Something answers there, but no Hopsworks. */
export function notARegistry(answered: Answered, because: string): RegistryError {
  const { question, url, answer } = answered
  return new RegistryError('ERR_REGISTRY_NOT_A_REGISTRY', {
    what: question.what,
    because: `what answers at ${new URL(url).host} is no schema registry: ${because}`,
    fix: CHECK_URL,
    status: answer.status,
    url,
  })
}

/** Seconds or an HTTP date, as milliseconds from now (RFC 9110, section 10.2.3). */
function parseRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}
