import { type Answered, isObject } from './answered.ts'
import { RegistryError } from './errors.ts'
import type { HttpAnswer } from './http.ts'
import { explain, notARegistry, type ServerWords } from './server-errors.ts'

/**
 * The JSON of a good answer.
 *
 * @throws {RegistryError} for every other answer
 */
export function readAnswer(answered: Answered): unknown {
  const { answer } = answered
  if (answer.status >= 300 && answer.status < 400) throw redirected(answered)
  const json = parseJson(answer)
  if (answer.status !== 200) throw explain(answered, wordsOf(json, answered.redact))
  if (json === undefined) throw notARegistry(answered, kindOf(answered))
  return json
}

/** The JSON of a body; undefined when it is not JSON or does not say that it is. */
function parseJson({ contentType, body }: HttpAnswer): unknown {
  if (!/^application\/(.+\+)?json$/.test(contentType)) return undefined
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function kindOf({ answer, redact }: Answered): string {
  const { contentType, body } = answer
  if (/^\s*<(!doctype|html)/i.test(body)) return 'it answers with a web page, maybe one to log in'
  const type = contentType === '' ? 'no content type' : oneLine(redact(contentType))
  return `it answers with ${body.length} characters of ${type} that are no JSON`
}

/** Where it leads to is told without its query, which may hold a token. */
function redirected({ question, url, answer, redact }: Answered): RegistryError {
  const { status, location = '' } = answer
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined
  const where = target ? redact(`${target.origin}${target.pathname}`).slice(0, 300) : 'nowhere'
  return new RegistryError('ERR_REGISTRY_REDIRECTED', {
    what: question.what,
    because: `the server sends on to ${where} (HTTP ${status}), and the API key goes nowhere else`,
    fix: 'If that is your Hopsworks, put its address into `url`.',
    status,
    url,
  })
}

/** The server's own words from either envelope. */
function wordsOf(json: unknown, redact: (text: string) => string): ServerWords | undefined {
  if (!isObject(json)) return undefined
  const number = json['error_code'] ?? json['errorCode']
  if (!Number.isSafeInteger(number)) return undefined
  const texts = [json['message'] ?? json['errorMsg'], json['usrMsg']]
  const message = texts.filter((text) => typeof text === 'string').join(' ')
  return { code: Number(number), message: oneLine(redact(message)) }
}

const MAX_WORDS = 300

/** A text of the server for a terminal: no line breaks, no escape sequences, not without end. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, MAX_WORDS)
}
