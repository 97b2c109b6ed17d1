import { childrenOf, parseDer } from './der/parse-der.ts'
import { TAG } from './der/tags.ts'
import { CertsError } from './errors.ts'
import type { KeystoreFormat } from './keystore.ts'

const HEAD_BYTES = 512

/** Something that is not a keystore we read, and the way from there to one. */
interface Stranger {
  readonly code: 'ERR_CERTS_NOT_A_KEYSTORE' | 'ERR_CERTS_UNSUPPORTED'
  readonly found: string
  readonly fix: string
}

const EXPORT_AGAIN = 'Export keyStore.jks and trustStore.jks from the project settings again'
const CONVERT =
  'Convert it: keytool -importkeystore -srckeystore FILE -destkeystore OUT -deststoretype pkcs12'
const BOUNCY_CASTLE = 'with Bouncy Castle as provider'

/** Tells the format by content. Names never decide: newer JDKs write PKCS#12 into files called .jks. */
export function detectFormat(bytes: Uint8Array, what: string): KeystoreFormat {
  if (startsWith(bytes, 0xfe, 0xed, 0xfe, 0xed)) return 'JKS'
  if (startsWith(bytes, 0xce, 0xce, 0xce, 0xce)) return 'JCEKS'
  const first = firstInside(bytes)
  if (first?.tag === TAG.integer && first.value === 3) return 'PKCS12'
  const { code, found, fix } = strangerIn(bytes, first)
  throw new CertsError(code, { what, because: found, fix })
}

function strangerIn(bytes: Uint8Array, first: FirstInside | undefined): Stranger {
  if (bytes.length === 0) return notAKeystore('the file is empty', EXPORT_AGAIN)
  return binaryStranger(bytes) ?? derStranger(bytes, first) ?? textStranger(bytes) ?? unknown(bytes)
}

function binaryStranger(bytes: Uint8Array): Stranger | undefined {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) {
    return notAKeystore('it is a zip archive', 'Unpack it and pass the keystore inside')
  }
  if (startsWith(bytes, 0x1f, 0x8b)) {
    return notAKeystore('it is gzip data', 'Unpack it and pass the keystore inside')
  }
  // BKS and UBER: version 0 to 2, then the length of the salt, 20.
  const [a, b, c, version = 9] = bytes
  const bouncyCastle = a === 0 && b === 0 && c === 0 && version <= 2
  if (bouncyCastle && bytes[4] === 0 && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 20) {
    return unsupported(
      'it is a keystore of Bouncy Castle, BKS or UBER',
      `${CONVERT} -srcstoretype BKS (or UBER), ${BOUNCY_CASTLE}`,
    )
  }
  return undefined
}

function derStranger(bytes: Uint8Array, first: FirstInside | undefined): Stranger | undefined {
  if (!first) return undefined
  if (first.tag === TAG.integer && first.value <= 1) {
    return notAKeystore('it is a bare private key in DER', 'Pass the keystore that holds it')
  }
  if (first.tag === TAG.oid) {
    return notAKeystore(
      'it is PKCS#7, a bundle of certificates without keys',
      `openssl pkcs7 -inform DER -print_certs makes PEM of it. ${EXPORT_AGAIN}`,
    )
  }
  return first.tag === TAG.sequence ? signedOrSealed(bytes) : undefined
}

/** Certificate, encrypted key and BCFKS all start with a SEQUENCE in a SEQUENCE. */
function signedOrSealed(bytes: Uint8Array): Stranger | undefined {
  const [outer = [], inner = []] = tagsInside(bytes)
  if (inner[0] === TAG.oid && outer[1] === TAG.octetString) {
    return notAKeystore(
      'it is an encrypted private key in DER',
      'openssl pkey -inform DER makes PEM of it, ready for a Kafka client',
    )
  }
  if (outer[1] === TAG.sequence && inner[0] === TAG.sequence) {
    return unsupported(
      "it is a keystore of Bouncy Castle's FIPS provider, BCFKS",
      `${CONVERT} -srcstoretype BCFKS, ${BOUNCY_CASTLE}`,
    )
  }
  if (outer[1] === TAG.sequence && outer[2] === TAG.bitString) {
    return notAKeystore(
      'it is a bare certificate in DER',
      `openssl x509 -inform DER makes PEM of it, ready for use as ca. ${EXPORT_AGAIN}`,
    )
  }
  return notAKeystore('it is DER, but no keystore', EXPORT_AGAIN)
}

/** The tags of what an outer SEQUENCE holds, and of what the first value in it holds. */
function tagsInside(bytes: Uint8Array): number[][] {
  try {
    const outer = childrenOf(parseDer(bytes, ''), TAG.sequence, '')
    const inner = outer[0] ? childrenOf(outer[0], TAG.sequence, '') : []
    return [outer, inner].map((nodes) => nodes.map(({ tag }) => tag))
  } catch {
    return []
  }
}

function textStranger(bytes: Uint8Array): Stranger | undefined {
  const text = Buffer.from(bytes.subarray(0, HEAD_BYTES))
    .toString('latin1')
    .replace(/^ï»¿/, '')
    .trim()
  const label = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(text)?.[1]
  if (label?.startsWith('OPENSSH') || /^(ssh-|ecdsa-sha2-)/.test(text)) {
    return notAKeystore(
      'it is a key of OpenSSH, which TLS has no use for',
      `A Kafka client needs an X.509 certificate and its key. ${EXPORT_AGAIN}`,
    )
  }
  if (label !== undefined) {
    return notAKeystore(
      `it is PEM text (${label})`,
      'PEM needs no conversion: pass the file to the Kafka client as it is',
    )
  }
  if (/^<(!doctype|html|\?xml)/i.test(text)) {
    return notAKeystore(
      'it is a web page (HTML), often the login page saved in place of the download',
      EXPORT_AGAIN,
    )
  }
  if (/^[[{]/.test(text)) {
    return notAKeystore('it is JSON text', 'Decode the field that holds the keystore from base64')
  }
  if (/^(MII|\/u3\+7|zs7Ozg)/.test(text)) {
    return notAKeystore('it is base64 text', 'Decode it first: base64 -d FILE > keyStore.jks')
  }
  return undefined
}

function unknown(bytes: Uint8Array): Stranger {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  return notAKeystore(
    `it starts with the bytes ${head}, which no known keystore does`,
    EXPORT_AGAIN,
  )
}

interface FirstInside {
  readonly tag: number
  readonly value: number
}

/** Tag and first content octet of what an outer SEQUENCE starts with. */
function firstInside(bytes: Uint8Array): FirstInside | undefined {
  const lengthOctet = bytes[1] ?? 0
  const at = 2 + (lengthOctet > 0x80 ? lengthOctet & 0x7f : 0)
  const [tag, , value] = bytes.subarray(at, at + 3)
  if (bytes[0] !== TAG.sequence || tag === undefined || value === undefined) return undefined
  return { tag, value }
}

function startsWith(bytes: Uint8Array, ...magic: readonly number[]): boolean {
  return magic.every((octet, index) => bytes[index] === octet)
}

function notAKeystore(found: string, fix: string): Stranger {
  return { code: 'ERR_CERTS_NOT_A_KEYSTORE', found, fix }
}

function unsupported(found: string, fix: string): Stranger {
  return { code: 'ERR_CERTS_UNSUPPORTED', found, fix }
}
