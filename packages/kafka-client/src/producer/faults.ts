import { KafkaError } from '../errors.ts'
import type { Batch } from './batch.ts'

/** A batch whose time is up. */
export function expiredError({ deliveries, fault, unknown, tries }: Batch): KafkaError {
  return new KafkaError('ERR_KAFKA_DELIVERY_TIMEOUT', {
    what: `record not acknowledged in time on topic '${deliveries.topic}'`,
    because: whyExpired(tries, unknown, fault),
    fix: 'Send it again if a duplicate does no harm, or raise deliveryTimeoutMs',
    retriable: true,
    ...(fault === undefined ? {} : { cause: fault }),
  })
}

function whyExpired(tries: number, unknown: boolean, fault: KafkaError | undefined): string {
  if (tries === 0) return 'its time was up before a first attempt'
  if (fault === undefined) return 'the broker has not answered; it may be stored nevertheless'
  const stored = unknown ? 'it may be stored nevertheless' : 'it is not stored'
  return `the last attempt said: ${fault.because}; ${stored}`
}

/** A record that found no room in its time. */
export function expiredWaiting(topic: string): KafkaError {
  return new KafkaError('ERR_KAFKA_DELIVERY_TIMEOUT', {
    what: `record not acknowledged in time on topic '${topic}'`,
    because: 'its time was up before there was room in the buffer',
    fix: 'Send less at once, or raise deliveryTimeoutMs',
    retriable: true,
  })
}

/** A batch whose answer was lost, behind one that was given up: none of both can be sent again without risk. */
export function lostBehind({ deliveries }: Batch, error: KafkaError): KafkaError {
  return new KafkaError('ERR_KAFKA_DELIVERY_TIMEOUT', {
    what: `record not acknowledged on topic '${deliveries.topic}'`,
    because: 'one before it on its partition was given up, and both may be stored nevertheless',
    fix: 'Send it again if a duplicate does no harm, or raise deliveryTimeoutMs',
    retriable: true,
    cause: error,
  })
}

/** A record that is given up as its producer closes. */
export function closedError(topic: string, tried: boolean): KafkaError {
  return new KafkaError('ERR_KAFKA_CLOSED', {
    what: `record given up as the producer of topic '${topic}' closed`,
    because: tried ? 'it was under way, and may be stored nevertheless' : 'it was never sent',
    fix: 'Give close more time, or send it again',
    retriable: true,
  })
}

/** A record that came too late. */
export function alreadyClosed(topic: string): KafkaError {
  return new KafkaError('ERR_KAFKA_CLOSED', {
    what: `cannot send to topic '${topic}'`,
    because: 'this producer is closed',
    fix: 'Await all sends before close, or create another producer',
  })
}

/** A record that was withdrawn while it waited for room. */
export function abortedError(topic: string, signal: AbortSignal): KafkaError {
  return new KafkaError('ERR_KAFKA_ABORTED', {
    what: `record for topic '${topic}' withdrawn`,
    because: 'its signal was aborted before it was sent',
    fix: 'Send it again if it is still wanted',
    cause: signal.reason,
  })
}
