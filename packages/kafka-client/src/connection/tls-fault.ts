import { KafkaError, type KafkaErrorCode, reasonOf } from '../errors.ts'
import type { BrokerAddress } from './connection.ts'

/** How far a connection came before it failed. */
export type Stage = 'dialling' | 'handshaking' | 'established' | 'answering'

/** Code and words for a fault. */
export interface Explanation {
  readonly code: KafkaErrorCode
  readonly because: string
  readonly fix: string
  readonly retriable?: boolean
}

const ISSUER = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_UNTRUSTED|INVALID_CA|CERT_SIGNATURE/
const VALIDITY = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/
/** Alerts come from the peer: it refuses us (RFC 8446, section 6.2). */
const ALERT = /ALERT|CERTIFICATE_REQUIRED/
/** What to do about an address that only the cluster knows. */
export const ADVERTISED_FIX =
  'Open the way to that address (on Hopsworks each broker has a port of its own, 9091 + its id), or have the brokers advertise one that can be reached from here (advertised.listeners)'
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE|HTTP_REQUEST/

/** Puts into words why a connection to a broker failed, from the raw error and how far it came. */
export function tlsFault(broker: BrokerAddress, stage: Stage, cause: unknown): KafkaError {
  if (cause instanceof KafkaError) return cause
  const { code, ...texts } = explainConnection(stage, cause)
  const what = `cannot connect to broker ${broker.host}:${broker.port}`
  return new KafkaError(code, { what, ...texts, cause })
}

/** The same fault, told of a broker that the user did not name: the cluster did. */
export function advertisedFault(fault: unknown): unknown {
  if (!(fault instanceof KafkaError)) return fault
  const { code, what, because, fix, retriable, cause } = fault
  return new KafkaError(code, {
    what: `${what}, an address that the cluster advertises`,
    because: `${because}, while the bootstrap broker answers`,
    fix: code === 'ERR_KAFKA_UNREACHABLE' ? ADVERTISED_FIX : fix,
    retriable,
    cause,
  })
}

/** The words alone, for a caller that names the broker in its own. */
export function explainConnection(stage: Stage, cause: unknown): Explanation {
  if (codeOf(cause) === 'ERR_KAFKA_TLS_NAME') return wrongName(reasonOf(cause))
  const code = codeOf(cause)
  if (ISSUER.test(code)) {
    return {
      code: 'ERR_KAFKA_TLS_UNKNOWN_CA',
      because: `its certificate does not lead to an authority in tls.ca (${code})`,
      fix: "Give the root certificate of the cluster's trust store as tls.ca",
    }
  }
  if (VALIDITY.test(code)) {
    return {
      code: 'ERR_KAFKA_TLS_EXPIRED',
      because: `the broker's certificate is not valid now (${code})`,
      fix: "Have the broker's certificate renewed, or check this machine's clock",
    }
  }
  // An alert first: its OpenSSL code may name an "unexpected message", too.
  if (ALERT.test(code)) return clientRefused(code)
  if (NOT_TLS.test(code)) return notTls(`it answers with something else (${code})`)
  if (code === 'INVALID_PURPOSE') return wrongPurpose(code)
  if (stage === 'answering') return notKafka(reasonOf(cause))
  if (stage === 'dialling') return unreachable(cause, code)
  if (code === 'ETIMEDOUT') return noAnswer(stage)
  if (stage === 'handshaking') return notTls('it closed the connection during the TLS handshake')
  return clientRefused('it closed the connection after the handshake')
}

function wrongName(because: string): Explanation {
  const fix = 'Set serverName to a name that every broker carries, or check the address'
  return { code: 'ERR_KAFKA_TLS_NAME', because, fix }
}

/** Its extended key usage (RFC 5280, section 4.2.1.12) leaves servers out: a client's certificate. */
function wrongPurpose(code: string): Explanation {
  return {
    code: 'ERR_KAFKA_TLS_NAME',
    because: `its certificate is not one for servers (${code})`,
    fix: 'Check the address; someone may be posing as a broker',
  }
}

function notKafka(because: string): Explanation {
  const fix = 'Give the address of a Kafka broker'
  return { code: 'ERR_KAFKA_PROTOCOL', because, fix }
}

function clientRefused(detail: string): Explanation {
  return {
    code: 'ERR_KAFKA_TLS_CLIENT_CERT',
    because: `the broker refuses our client certificate (${detail})`,
    fix: "Use the project's own, current certificate with its intermediate, and check that it fits this cluster",
  }
}

function notTls(because: string): Explanation {
  return {
    code: 'ERR_KAFKA_NOT_TLS',
    because,
    fix: "Use the port of the cluster's TLS listener; if this is it, the broker's log says why it hung up",
  }
}

/** Kafka's own plain listeners hang up at once; others may wait for the rest of what they take for a request. */
function noAnswer(stage: Stage): Explanation {
  const to = stage === 'handshaking' ? 'the TLS handshake' : 'its first request'
  return {
    code: 'ERR_KAFKA_UNREACHABLE',
    because: `it takes the connection but does not answer ${to} in time`,
    fix: "Check that this is the port of the cluster's TLS listener, and that the broker is well",
    retriable: true,
  }
}

function unreachable(cause: unknown, code: string): Explanation {
  const known: Readonly<Record<string, string>> = {
    ENOTFOUND: 'the host name is not known',
    EAI_AGAIN: 'the name server does not answer',
    ECONNREFUSED: 'nothing listens there',
    ETIMEDOUT: 'it does not answer in time',
    EHOSTUNREACH: 'no route leads there',
    ENETUNREACH: 'no route leads there',
  }
  return {
    code: 'ERR_KAFKA_UNREACHABLE',
    because: known[code] ?? reasonOf(cause),
    fix: 'Check host and port, that the broker runs, and firewalls between here and there',
    retriable: true,
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
