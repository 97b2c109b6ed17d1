import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TlsPair {
  readonly key: string
  readonly cert: string
}

/** Why certificates cannot be minted here; undefined when they can. CI must be able to. */
export const whyNoCertificates = findWhy()

function findWhy(): string | undefined {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return undefined
  } catch (cause) {
    if (process.env['CI'] === 'true') throw new Error('CI must have openssl', { cause })
    return 'skipped: no openssl on PATH'
  }
}

/** A new key and a certificate for loopback, signed by itself. */
export function mintServerPair(): TlsPair {
  const directory = mkdtempSync(join(tmpdir(), 'mock-hopsworks-'))
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1'
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'
  try {
    const files = ['-subj', '/CN=mock', '-addext', names, '-keyout', key, '-out', cert]
    execFileSync('openssl', [...request.split(' '), ...files], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
