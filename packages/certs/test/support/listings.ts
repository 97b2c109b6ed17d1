/** What a listing says about an entry, in the words of our report. */
export interface OracleEntry {
  readonly alias: string
  readonly kind: 'private-key' | 'trusted-certificate' | 'secret-key'
  readonly certificates: readonly OracleCertificate[]
}

/** What a listing says about a certificate. */
export interface OracleCertificate {
  readonly serialNumber: string
  readonly sha256: string
  readonly signatureAlgorithm: string
  /** Of a key with 2048 or 256 bits; absent where the JDK does not tell. */
  readonly bits: string | undefined
}

const KINDS = {
  PrivateKeyEntry: 'private-key',
  trustedCertEntry: 'trusted-certificate',
  SecretKeyEntry: 'secret-key',
} as const

/** Reads the text of `keytool -list -v`. */
export function parseListing(text: string): OracleEntry[] {
  return text
    .split(/^Alias name: /m)
    .slice(1)
    .map((part) => ({
      alias: part.slice(0, part.indexOf('\n')).trimEnd(),
      kind: kindOf(field(part, 'Entry type')),
      certificates: part
        .split(/^Owner: /m)
        .slice(1)
        .map(certificateOf),
    }))
}

function certificateOf(part: string): OracleCertificate {
  return {
    serialNumber: field(part, 'Serial number'),
    sha256: /SHA256: ([0-9A-F:]+)/.exec(part)?.[1] ?? '',
    // JDK 11 adds what it thinks of it.
    signatureAlgorithm: field(part, 'Signature algorithm name').split(' ')[0] ?? '',
    bits: /^Subject Public Key Algorithm: (\d+)-bit/m.exec(part)?.[1],
  }
}

function field(part: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1]?.trimEnd() ?? ''
}

function kindOf(type: string): OracleEntry['kind'] {
  const kind = Object.entries(KINDS).find(([name]) => name === type)?.[1]
  if (!kind) throw new Error(`the listing has an entry of type "${type}"`)
  return kind
}
