import type { Question } from '../questions/question.ts'
import type { HttpAnswer } from '../transport/exchange.ts'

/** An answer, with what is needed to speak of it. */
export interface Answered {
  readonly question: Question
  /** Without the query. */
  readonly url: string
  readonly answer: HttpAnswer
  /** Takes the API key out of a text that a server sends back. */
  readonly redact: (text: string) => string
}

/** Whether a JSON value is an object, whose members may be looked at. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
