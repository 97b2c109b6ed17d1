import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A private key and its certificate as PEM texts. */
export interface Pair {
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

const LOOPBACK = 'DNS:localhost,IP:127.0.0.1'

/** Mints certificates with openssl in a folder of its own; dispose of it when they are read. */
export class Mint implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'registry-test-'))

  /** A certificate for loopback, or other names, signed by itself. */
  selfSigned(name: string, subjectAltName = LOOPBACK): Pair {
    const days = ['-days', '2', '-addext', `subjectAltName=${subjectAltName}`]
    this.#openssl(['req', '-x509', ...this.#newKey(name), ...days, '-out', this.path(name, 'crt')])
    return this.#read(name)
  }

  /** A CA, and a certificate for loopback under it. */
  underCa(name: string, days = 2): { ca: Pair; server: Pair } {
    const [ca, extensions] = [`${name}-ca`, this.path(name, 'ext')]
    const caExtensions = ['-addext', 'keyUsage=keyCertSign,cRLSign']
    const caFile = this.path(ca, 'crt')
    this.#openssl([
      ...['req', '-x509', ...this.#newKey(ca), '-days', '2', ...caExtensions, '-out', caFile],
    ])
    this.#openssl(['req', ...this.#newKey(name), '-out', this.path(name, 'csr')])
    writeFileSync(extensions, `subjectAltName=${LOOPBACK}\n`)
    this.#openssl([
      ...['x509', '-req', '-in', this.path(name, 'csr'), '-days', String(days)],
      ...['-CA', caFile, '-CAkey', this.path(ca, 'key'), '-CAcreateserial'],
      ...['-extfile', extensions, '-out', this.path(name, 'crt')],
    ])
    return { ca: this.#read(ca), server: this.#read(name) }
  }

  path(name: string, extension: string): string {
    return join(this.directory, `${name}.${extension}`)
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true })
  }

  #newKey(name: string): string[] {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    return [...key, '-subj', `/CN=${name}`, '-keyout', this.path(name, 'key')]
  }

  #read(name: string): Pair {
    const read = (extension: string) => readFileSync(this.path(name, extension), 'utf8')
    return { key: read('key'), cert: read('crt') }
  }

  #openssl(args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: 'ignore' })
  }
}
