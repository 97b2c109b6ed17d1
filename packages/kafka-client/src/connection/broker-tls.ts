import { isIP } from 'node:net'
import {
  type ConnectionOptions,
  checkServerIdentity,
  type PeerCertificate,
  type SecureContext,
} from 'node:tls'
import { KafkaError } from '../errors.ts'
import type { BrokerAddress } from './connection.ts'

/** What every TLS connection to a broker has in common. */
export interface BrokerTls {
  readonly secureContext: SecureContext
  readonly serverName: string | false | undefined
  /** SHA-256 of the certificates that a broker may show, in upper case with colons; absent for any. */
  readonly fingerprints?: readonly string[] | undefined
}

/** Options of `tls.connect` for one broker: the chain is always verified, the name as `serverName` says. */
export function tlsOptions(
  { secureContext, serverName, fingerprints }: BrokerTls,
  { host, port }: BrokerAddress,
): ConnectionOptions {
  const name = serverName === false || serverName === undefined ? host : serverName
  const check = serverName === false ? refuseProjectMember : verifyName
  return {
    host,
    port,
    secureContext,
    rejectUnauthorized: true,
    // RFC 6066 allows no address in SNI; without a name none is sent.
    servername: isIP(name) === 0 ? name : '',
    // Called once the chain is verified (Node, tls.connect).
    checkServerIdentity: (_dialled, certificate) =>
      check(name, certificate) ?? refuseUnpinned(name, certificate, fingerprints),
  }
}

function verifyName(name: string, certificate: PeerCertificate): Error | undefined {
  const mismatch = checkServerIdentity(name, certificate)
  if (mismatch === undefined) return undefined
  return new KafkaError('ERR_KAFKA_TLS_NAME', {
    what: `the broker's certificate is not for '${name}'`,
    because: `it names ${namesOf(certificate)}`,
    fix: 'Set serverName to a name it carries, or to false where the brokers carry none',
    cause: mismatch,
  })
}

/** A common name as Hopsworks gives to a member of a project: `project__user`. */
const PROJECT_MEMBER = /^.+__.+$/

function refuseProjectMember(name: string, certificate: PeerCertificate): Error | undefined {
  const member = commonNames(certificate).find((cn) => PROJECT_MEMBER.test(cn))
  if (member === undefined) return undefined
  return new KafkaError('ERR_KAFKA_TLS_NAME', {
    what: `the peer at '${name}' is not taken for a broker`,
    because: `its certificate belongs to the project member ${member}`,
    fix: 'Check the address; someone may be posing as a broker',
  })
}

function refuseUnpinned(
  name: string,
  { fingerprint256 }: PeerCertificate,
  fingerprints: readonly string[] | undefined,
): Error | undefined {
  if (fingerprints === undefined || fingerprints.includes(fingerprint256)) return undefined
  return new KafkaError('ERR_KAFKA_TLS_NAME', {
    what: `the peer at '${name}' is not taken for a broker`,
    because: `the fingerprint of its certificate, ${fingerprint256}, is none of those given`,
    fix: 'Add it to tls.fingerprints if the certificate was renewed; otherwise someone may be posing as a broker',
  })
}

function namesOf(certificate: PeerCertificate): string {
  const names = [...(certificate.subjectaltname?.split(', ') ?? []), ...commonNames(certificate)]
  return names.length > 0 ? names.join(', ') : 'nothing'
}

function commonNames(certificate: PeerCertificate): readonly string[] {
  // Node gives an array when a certificate has several common names; its types do not say so.
  const cn: unknown = certificate.subject?.CN
  return [cn].flat().filter((name): name is string => typeof name === 'string')
}
