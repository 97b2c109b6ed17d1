import { errors } from 'undici'
import { RegistryError, type RegistryErrorDetails } from '../errors.ts'

// A fault below HTTP: no answer, or none that can be read. Node and undici tell faults apart by
// `code`; OpenSSL's verification results arrive as codes too.

interface Fault extends Error {
  readonly code?: string
}

type Texts = Pick<RegistryErrorDetails, 'because' | 'fix'>

/** OpenSSL's reasons for not trusting a chain (X509_verify_cert_error_string). */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_CA',
  'INVALID_PURPOSE',
])

const TIMED_OUT: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

const FIND_SERVER = 'Check host and port in `url`, and that no firewall stands between.'

/** The typed error for what a request failed with before its answer was there. */
export function networkError(cause: unknown, url: string): RegistryError {
  const fault: Fault = cause instanceof Error ? cause : new Error(String(cause))
  const { code = 'unknown' } = fault
  const { host } = new URL(url)
  const details = { what: `registry ${host}`, url, cause }
  const tls = tlsTexts(fault, host)
  if (tls) return new RegistryError('ERR_REGISTRY_TLS', { ...details, ...tls })
  if (TIMED_OUT.has(code)) {
    const texts = { because: `it did not answer in time (${code})`, fix: FIND_SERVER }
    return new RegistryError('ERR_REGISTRY_TIMEOUT', { ...details, ...texts, retriable: true })
  }
  if (fault instanceof errors.HTTPParserError || fault instanceof errors.HeadersOverflowError) {
    const texts = { because: `what it answers is not HTTP (${fault.name})`, fix: FIND_SERVER }
    // The cause holds the bytes received, in which an echo would carry the API key.
    const { what } = details
    return new RegistryError('ERR_REGISTRY_NOT_A_REGISTRY', { what, url, ...texts })
  }
  const because = reachTexts(code, host)
  const texts = { because, fix: FIND_SERVER, retriable: true }
  return new RegistryError('ERR_REGISTRY_UNREACHABLE', { ...details, ...texts })
}

function reachTexts(code: string, host: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `no address is known for it (${code})`
  if (code === 'ECONNREFUSED') return `nothing listens at ${host} (${code})`
  return `the connection failed (${code})`
}

function tlsTexts(fault: Fault, host: string): Texts | undefined {
  const { code = '' } = fault
  if (UNTRUSTED.has(code)) {
    const fix = 'Set `verify` to the path of its CA certificate, or of its own certificate.'
    return { because: `its certificate is of no CA that is trusted here (${code})`, fix }
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const fix = 'Use one of these names in `url`, or have the certificate name the host.'
    return { because: `its certificate is not for this host: it names ${namesOf(fault)}`, fix }
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const fix = 'Have the certificate renewed, or set the clock of this machine.'
    return { because: `its certificate is not valid now (${code}, ${now()})`, fix }
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
    return { because: `the port does not speak TLS (${code})`, fix: FIND_SERVER }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') {
    const fix = `Check that ${host} is the port of the Hopsworks API, not Kafka's.`
    return { because: `no TLS session could be agreed (${code})`, fix }
  }
  return undefined
}

function now(): string {
  return `the clock says ${new Date().toISOString()}`
}

/** The names in the certificate that was shown; Node hangs it on the error. */
function namesOf(fault: Error & { readonly cert?: { readonly subjectaltname?: unknown } }): string {
  const names = fault.cert?.subjectaltname
  return typeof names === 'string' && names !== '' ? names.slice(0, 300) : 'no host at all'
}
