import { type Answer, htmlPage, json } from '../wire/answers.ts'
import { errorOfNumber } from '../wire/error-numbers.ts'
import type { Fault } from './fault.ts'

/** How an answer goes out. */
export interface Delivery {
  readonly answer: Answer
  readonly delayMs?: number
  /** The connection ends in the middle of the body, or stays open without a word. */
  readonly breaks?: 'cut' | 'hang'
}

/**
 * What a fault makes of the answer that the request would get. Only faults that change how the
 * answer travels ask for it: the others stand before the server, which then never sees the request.
 */
export function struckAnswer(fault: Fault, ask: () => Answer): Delivery {
  switch (fault.kind) {
    case 'status': {
      const answer = json(fault.body ?? {}, fault.status)
      return { answer: fault.headers ? { ...answer, headers: fault.headers } : answer }
    }
    case 'error':
      return { answer: errorOfNumber(fault.number, fault.usrMsg) ?? json({}, 500) }
    case 'page': {
      const { status = 502 } = fault
      return { answer: htmlPage(status, `${status} from a proxy`) }
    }
    case 'redirect':
      return { answer: { ...json({}, 302), headers: { location: fault.location } } }
    case 'content-type':
      return { answer: { ...ask(), contentType: fault.contentType } }
    case 'delay':
      return { answer: ask(), delayMs: fault.delayMs }
    case 'hang':
      return { answer: json({}), breaks: 'hang' }
    case 'cut':
      return { answer: ask(), breaks: 'cut' }
  }
}
