import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { RegistryError } from '../errors.ts'

/** How the server's certificate is checked, in the words of `tls.connect`. */
export interface Trust {
  readonly rejectUnauthorized: boolean
  /** PEM texts that replace Node's own root certificates. */
  readonly ca?: string[]
  /** A given certificate is trusted itself, even when it is the server's own and not a root. */
  readonly allowPartialTrustChain?: boolean
}

/** A CA bundle of a whole operating system is a quarter of this. */
const MAX_CA_BYTES = 1024 * 1024

/** Trust in the certificates of a PEM or DER file. */
export function trustFile(path: string): Trust {
  const what = `CA file ${path}`
  let bytes: Buffer
  try {
    const { size } = statSync(path)
    if (size > MAX_CA_BYTES) throw badCa(what, `it has ${size} bytes`)
    bytes = readFileSync(path)
  } catch (cause) {
    if (cause instanceof RegistryError) throw cause
    const { code } = cause as NodeJS.ErrnoException
    throw badCa(what, `it cannot be read (${code ?? 'unknown reason'})`, cause)
  }
  return trustOnly(readCertificates(bytes, what))
}

/** Trust in the certificates of a PEM text. */
export function trustPem(text: string): Trust {
  return trustOnly(readCertificates(Buffer.from(text), '`ca`'))
}

function trustOnly(ca: string[]): Trust {
  return { rejectUnauthorized: true, allowPartialTrustChain: true, ca }
}

/**
 * The certificates of a file as PEM texts. Node takes anything as `ca` and says nothing when no
 * certificate is in it, so each is parsed here first.
 */
function readCertificates(bytes: Buffer, what: string): string[] {
  const text = bytes.toString('latin1')
  if (text.includes('PRIVATE KEY-----')) throw badCa(what, 'it holds a private key')
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g)
  const candidates = blocks ?? (bytes[0] === 0x30 ? [bytes] : [])
  if (candidates.length === 0) throw badCa(what, 'it holds no certificate')
  return candidates.map((candidate, index) => {
    try {
      return new X509Certificate(candidate).toString()
    } catch (cause) {
      throw badCa(what, `certificate ${index + 1} of ${candidates.length} is damaged`, cause)
    }
  })
}

function badCa(what: string, because: string, cause?: unknown): RegistryError {
  return new RegistryError('ERR_REGISTRY_BAD_CA', {
    what,
    because,
    fix: "Give the CA's certificates, or the server's own, as PEM.",
    cause,
  })
}
