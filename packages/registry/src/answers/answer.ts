import { RegistryError } from '../errors.ts'
import type { HttpAnswer } from '../transport/exchange.ts'
import { type Answered, isObject } from './answered.ts'
import { parseList } from './parse-list.ts'
import { explain, notARegistry, type ServerWords } from './server-errors.ts'

/**
 * The content of a good answer: JSON, a list, a text, or undefined, as the question has it.
 *
 * @throws {RegistryError} for every other answer
 */
export function readAnswer(answered: Answered): unknown {
  const { answer, question } = answered
  if (answer.status >= 300 && answer.status < 400) throw redirected(answered)
  if (!isGood(answered)) {
    const json = parseJson(answer)
    throw explain(answered, wordsOf(json, answered.redact))
  }
  if (question.answer === 'nothing') return undefined
  const content = contentOf(answered)
  if (content === undefined) throw notARegistry(answered, kindOf(answered))
  return content
}

/** 201 when something was made; 204 only where nothing is to be told. */
function isGood({ answer: { status }, question }: Answered): boolean {
  return status === 200 || status === 201 || (status === 204 && question.answer === 'nothing')
}

/** What the question asks for; undefined when the answer is something else. */
function contentOf({ answer, question }: Answered): unknown {
  switch (question.answer) {
    case 'list':
      return parseList(answer)
    case 'text':
      return parseJson(answer) === undefined ? undefined : answer.body
    default:
      return parseJson(answer)
  }
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
  return `it answers with ${body.length} characters of ${type} that are not what was asked for`
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
