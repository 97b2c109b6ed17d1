import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** PEM texts of a server's key and certificate. */
export interface TlsPair {
  readonly key: string
  readonly cert: string
}

/** A new key and a certificate for loopback, signed by itself. */
export function mintPair(): TlsPair {
  const directory = mkdtempSync(join(tmpdir(), 'contract-'))
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1'
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'
  try {
    const files = ['-subj', '/CN=localhost', '-addext', names, '-keyout', key, '-out', cert]
    execFileSync('openssl', [...request.split(' '), ...files], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
