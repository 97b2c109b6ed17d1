import type { HttpAnswer } from './http.ts'
import type { Question } from './question.ts'

/** An answer, with what is needed to speak of it. */
export interface Answered {
  readonly question: Question
  readonly url: string
  readonly answer: HttpAnswer
  /** Takes the API key out of a text that a server sends back. */
  readonly redact: (text: string) => string
}

/** Whether a JSON value is an object, whose members may be looked at. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
