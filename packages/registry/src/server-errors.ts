import type { Answered } from './answered.ts'
import { RegistryError, type RegistryErrorCode, type RegistryErrorDetails } from './errors.ts'
import type { Question } from './question.ts'

/** What the server says about its refusal, from `{errorCode, ...}` or `{error_code, message}`. */
export interface ServerWords {
  readonly code: number
  readonly message: string
}

type Verdict = Pick<RegistryErrorDetails, 'because' | 'fix'> & { readonly code: RegistryErrorCode }

const LOOK_IN_PROJECT = "Look for the right name in the project's Kafka settings."
const CHECK_URL = 'Give https://host:port/hopsworks-api/api/project/{id}/kafka as `url`.'
const ASK_OWNER = 'Ask the owner of the project for the role.'

/** What Hopsworks' numbers mean here (RESTCodes: SchemaRegistry, Kafka, Project, User, Api key). */
const MEANINGS: Readonly<Record<number, Verdict>> = {
  40401: {
    code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND',
    because: 'the project has no such subject',
    fix: LOOK_IN_PROJECT,
  },
  40402: {
    code: 'ERR_REGISTRY_VERSION_NOT_FOUND',
    because: 'the subject has no such version',
    fix: 'Take the latest version, or one that exists.',
  },
  42201: {
    code: 'ERR_REGISTRY_INVALID_SCHEMA',
    because: 'the registry does not take it for an Avro schema',
    fix: 'Mend the schema.',
  },
  120004: {
    code: 'ERR_REGISTRY_REFUSED',
    because: 'the web layer of Hopsworks refuses the request',
    fix: CHECK_URL,
  },
  150004: {
    code: 'ERR_REGISTRY_PROJECT_NOT_FOUND',
    because: 'Hopsworks has no project with the id in `url`',
    fix: 'Take the id from the settings of the project.',
  },
  150068: {
    code: 'ERR_REGISTRY_FORBIDDEN',
    because: "the key's user has too low a role in the project",
    fix: ASK_OWNER,
  },
  160000: {
    code: 'ERR_REGISTRY_FORBIDDEN',
    because: "the key's user is not a member of the project",
    fix: 'Ask its owner to be added, or check the project id in `url`.',
  },
  190000: {
    code: 'ERR_REGISTRY_TOPIC_NOT_FOUND',
    because: 'the project has no such topic',
    fix: LOOK_IN_PROJECT,
  },
  190006: {
    code: 'ERR_REGISTRY_SUBJECT_NOT_FOUND',
    because: 'no schema is attached to the topic',
    fix: "Attach one in the project's Kafka settings.",
  },
  190010: {
    code: 'ERR_REGISTRY_TOPIC_NOT_FOUND',
    because: 'the project has no such topic, and none is shared with it',
    fix: LOOK_IN_PROJECT,
  },
  320003: {
    code: 'ERR_REGISTRY_FORBIDDEN',
    because: "the key's user has not the role for this call",
    fix: 'Ask the administrator of the cluster for the role.',
  },
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
    retriable: verdict.code === 'ERR_REGISTRY_UNAVAILABLE',
    status,
    url,
    ...(words ? { serverCode: words.code, serverMessage: words.message } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** By the server's number where it is known, else by the status. */
function judge({ question, answer }: Answered, words?: ServerWords): Verdict | undefined {
  if (words?.code === 40403) return MISSING_SCHEMA[question.missingSchema]
  const known = words && MEANINGS[words.code]
  if (known) return known
  const { status } = answer
  if (status === 401) return UNAUTHORIZED
  if (status === 403) return words && forbidden(words)
  if (status === 429 || status >= 500) return status === 429 ? LIMITED : FAILING
  return words && REFUSED
}

const UNAUTHORIZED: Verdict = {
  code: 'ERR_REGISTRY_UNAUTHORIZED',
  because: 'the server does not accept the API key',
  fix: 'Check the key, and that it was made on this Hopsworks and not deleted.',
}

const LIMITED: Verdict = {
  code: 'ERR_REGISTRY_UNAVAILABLE',
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

/** From release 5 on the server names the scope in brackets; all these routes need KAFKA. */
function forbidden({ code, message }: ServerWords): Verdict {
  if (code !== 320004) return { ...REFUSED, code: 'ERR_REGISTRY_FORBIDDEN' }
  const scope = /\[([A-Z_, ]+)\]/.exec(message)?.[1] ?? 'KAFKA'
  return {
    code: 'ERR_REGISTRY_FORBIDDEN',
    because: `the API key lacks the scope ${scope}`,
    fix: `Make a key with the scope ${scope} in your account settings.`,
  }
}

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
