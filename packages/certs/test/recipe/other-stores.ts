import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { STORE_PASSWORD } from './cells.ts'
import { run } from './run.ts'

const PASSOUT = ['-passout', `pass:${STORE_PASSWORD}`] as const
const LEGACY = ['-legacy', '-macalg', 'sha1'] as const

/** PKCS#12 as other programs write it, and as OpenSSL can write it in their manner. */
const OPENSSL_FILES: Readonly<Record<string, readonly string[]>> = {
  'openssl-3': ['-name', 'me'],
  'openssl-1.1': ['-name', 'me', ...LEGACY],
  'openssl-rc4': [
    '-name',
    'me',
    '-keypbe',
    'PBE-SHA1-RC4-128',
    '-certpbe',
    'PBE-SHA1-RC2-128',
    ...LEGACY,
  ],
  'openssl-md5-des': [
    '-name',
    'me',
    '-keypbe',
    'PBE-MD5-DES',
    '-certpbe',
    'PBE-SHA1-RC2-64',
    ...LEGACY,
  ],
  'openssl-camellia': [
    '-name',
    'me',
    '-keypbe',
    'CAMELLIA-256-CBC',
    '-certpbe',
    'CAMELLIA-128-CBC',
    '-macalg',
    'sha3-256',
  ],
  // What the certificate export of Windows looks like: 3DES, 2000 rounds, its own attributes.
  'windows-like': [
    ...['-CSP', 'Microsoft Software Key Storage Provider', '-LMK', '-iter', '2000'],
    ...['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', ...LEGACY],
  ],
  unnamed: [],
}

/** Makes the files of OpenSSL, NSS and GnuTLS, each with openssl's listing. Gives what was left out. */
export function makeOtherStores(folder: string): string[] {
  const scratch = mkdtempSync(join(tmpdir(), 'certs-recipe-'))
  try {
    const inputs = makeChain(scratch)
    for (const [name, flags] of Object.entries(OPENSSL_FILES)) {
      const file = join(folder, `${name}.store`)
      run('openssl', ['pkcs12', '-export', ...inputs, '-out', file, ...PASSOUT, ...flags])
      list(file)
    }
    return [...viaNss(folder, scratch), ...viaGnutls(folder, scratch)]
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

/** A chain of three; the flags with which `openssl pkcs12` takes it. */
function makeChain(scratch: string): string[] {
  const at = (name: string) => join(scratch, name)
  const fresh = ['-newkey', 'rsa:2048', '-nodes', '-days', '36500']
  const authority = ['-addext', 'basicConstraints=critical,CA:TRUE']
  const issue = (name: string, issuer: string | undefined, extensions: readonly string[]) =>
    run('openssl', [
      ...['req', '-x509', ...fresh, '-subj', `/CN=${name}`],
      ...['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`), ...extensions],
      ...(issuer ? ['-CA', at(`${issuer}.pem`), '-CAkey', at(`${issuer}.key`)] : []),
    ])
  issue('root', undefined, authority)
  issue('int', 'root', authority)
  issue('me', 'int', ['-addext', 'basicConstraints=CA:FALSE'])
  const joined = (file: string, names: readonly string[]) =>
    writeFileSync(at(file), names.map((name) => readFileSync(at(`${name}.pem`), 'utf8')).join(''))
  joined('above.pem', ['root', 'int'])
  joined('chain.pem', ['me', 'int', 'root'])
  return ['-in', at('me.pem'), '-inkey', at('me.key'), '-certfile', at('above.pem')]
}

/** NSS takes the chain into a database and gives it out again in its own manner. */
function viaNss(folder: string, scratch: string): string[] {
  if (!isInstalled('pk12util')) return ['nss: pk12util (Debian: libnss3-tools) is not installed']
  const database = ['-d', `sql:${scratch}`]
  run('certutil', ['-N', ...database, '--empty-password'])
  const source = join(folder, 'openssl-3.store')
  run('pk12util', ['-i', source, ...database, '-W', STORE_PASSWORD])
  for (const [name, ciphers] of Object.entries({
    nss: [],
    'nss-rc2': [
      '-c',
      'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC',
      '-C',
      'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC',
    ],
  })) {
    const file = join(folder, `${name}.store`)
    run('pk12util', ['-o', file, '-n', 'me', ...database, '-W', STORE_PASSWORD, ...ciphers])
    list(file)
  }
  return []
}

function viaGnutls(folder: string, scratch: string): string[] {
  if (!isInstalled('certtool')) return ['gnutls: certtool (Debian: gnutls-bin) is not installed']
  const file = join(folder, 'gnutls.store')
  run('certtool', [
    ...['--to-p12', '--outder', '--load-privkey', join(scratch, 'me.key')],
    ...['--load-certificate', join(scratch, 'chain.pem')],
    ...['--p12-name', 'me', '--password', STORE_PASSWORD, '--outfile', file],
  ])
  list(file)
  return []
}

/** What openssl finds in the file: the certificates, in the order of the file. */
function list(file: string): void {
  const text = run('openssl', [
    'pkcs12',
    '-legacy',
    '-in',
    file,
    '-nokeys',
    '-passin',
    `pass:${STORE_PASSWORD}`,
  ])
  writeFileSync(file.replace(/\.store$/, '.txt'), text)
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, program)))
}
