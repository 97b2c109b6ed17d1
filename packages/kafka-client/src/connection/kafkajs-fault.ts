import { KafkaError, reasonOf } from '../errors.ts'
import { ADVERTISED_FIX, type Explanation, explainConnection } from './tls-fault.ts'

/** What was being done, for the words of an error. */
export interface Undertaking {
  /** For example `cannot send to topic 'sensors'`. */
  readonly what: string
  readonly topic: string
  readonly groupId?: string
  /** Common name of our client certificate. */
  readonly principal: string
  /** The brokers that the user named, `host:port`: where these are given, any other is one that the cluster advertises. */
  readonly bootstrap?: readonly string[]
}

/** What KafkaJS's errors may carry; it names them by `name`, not by class alone. */
interface Fault {
  readonly name: string
  readonly message: string
  readonly retriable: boolean
  /** Kafka's name of a protocol error, e.g. `TOPIC_AUTHORIZATION_FAILED`. */
  readonly type: string
}

/** Faults of the network: a later attempt may succeed. */
const CONNECTION_FAULTS: ReadonlySet<string> = new Set([
  'KafkaJSBrokerNotFound',
  'KafkaJSConnectionClosedError',
  'KafkaJSConnectionError',
  'KafkaJSLockTimeout',
  'KafkaJSRequestTimeoutError',
])

/** Puts an error of KafkaJS into this package's words. */
export function kafkajsFault(thrown: unknown, doing: Undertaking): KafkaError {
  if (thrown instanceof KafkaError) return thrown
  const cause = rootCause(thrown)
  const fault = faultOf(cause)
  const { code, ...texts } = CONNECTION_FAULTS.has(fault.name)
    ? connectionFault(cause, doing)
    : explain(fault, doing)
  return new KafkaError(code, { what: doing.what, ...texts, cause: thrown })
}

function explain(fault: Fault, doing: Undertaking): Explanation {
  const retriable = fault.retriable
  const because = fault.type === '' ? fault.message : `${fault.message} (${fault.type})`
  switch (fault.type) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'INVALID_TOPIC_EXCEPTION':
      return {
        code: 'ERR_KAFKA_UNKNOWN_TOPIC',
        because: `the cluster has no topic '${doing.topic}'`,
        fix: 'Create the topic first, or correct its name',
        retriable,
      }
    case 'TOPIC_AUTHORIZATION_FAILED':
      return deniedTopic(doing)
    case 'GROUP_AUTHORIZATION_FAILED':
      return denied(`group '${doing.groupId ?? ''}'`, doing)
    case 'CLUSTER_AUTHORIZATION_FAILED':
      return deniedOperation(fault, doing)
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
      return {
        code: 'ERR_KAFKA_TOO_LARGE',
        because,
        fix: "Send less in one record, or raise the topic's max.message.bytes",
        retriable: false,
      }
    case 'INCONSISTENT_GROUP_PROTOCOL':
      return {
        code: 'ERR_KAFKA_GROUP',
        because: `group '${doing.groupId ?? ''}' is held by members that assign partitions otherwise`,
        fix: 'Use another groupId, or stop the other members first',
        retriable: false,
      }
  }
  return {
    code: 'ERR_KAFKA_PROTOCOL',
    because,
    fix: "See the broker's log for its side",
    retriable,
  }
}

/** Always worth another attempt: the preflight has already told permanent faults from a broker that restarts. */
function connectionFault(cause: unknown, { bootstrap }: Undertaking): Explanation {
  const explanation = explainConnection('dialling', cause)
  const broker = cause instanceof Error && 'broker' in cause ? String(cause.broker) : ''
  if (broker === '') return { ...explanation, retriable: true }
  const advertised = bootstrap !== undefined && !bootstrap.includes(broker)
  const whose = advertised ? ', an address that the cluster advertises' : ''
  return {
    ...explanation,
    because: `broker ${broker}${whose}: ${explanation.because}`,
    fix: advertised ? ADVERTISED_FIX : explanation.fix,
    retriable: true,
  }
}

/** A broker tells someone who may not see a topic nothing else when there is no such topic. */
function deniedTopic(doing: Undertaking): Explanation {
  const explanation = denied(`topic '${doing.topic}'`, doing)
  const because = `${explanation.because}, which is also its answer when there is no such topic`
  return {
    ...explanation,
    because,
    fix: `Check the topic's name; if it exists: ${explanation.fix}`,
  }
}

/** What is denied on the cluster itself has no name of its own, so what was tried is said. */
function deniedOperation({ message }: Fault, doing: Undertaking): Explanation {
  const explanation = denied('an operation on the cluster', doing)
  return { ...explanation, because: `${explanation.because}: ${message}` }
}

function denied(what: string, { principal }: Undertaking): Explanation {
  return {
    code: 'ERR_KAFKA_NOT_AUTHORIZED',
    because: `the broker denies ${what} to '${principal}'`,
    fix: 'have it granted (on Hopsworks: the member needs a role that may use it, or the topic must be shared with the project)',
    retriable: false,
  }
}

/** KafkaJS wraps the error of the last attempt, once or twice. */
function rootCause(thrown: unknown): unknown {
  let current = thrown
  for (let depth = 0; depth < 5; depth++) {
    const inner = causeOf(current)
    if (inner === undefined) break
    current = inner
  }
  return current
}

/** For what several topics were asked of, KafkaJS gives several errors; we ask of one. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  return (
    error.cause ?? ('errors' in error && Array.isArray(error.errors) ? error.errors[0] : undefined)
  )
}

function faultOf(thrown: unknown): Fault {
  if (!(thrown instanceof Error)) {
    return { name: '', message: reasonOf(thrown), retriable: false, type: '' }
  }
  // KafkaJS retries whatever does not say otherwise; errors of the language are bugs, not weather.
  const retriable = 'retriable' in thrown && thrown.retriable === true
  const type = 'type' in thrown && typeof thrown.type === 'string' ? thrown.type : ''
  return { name: thrown.name, message: thrown.message, retriable, type }
}
