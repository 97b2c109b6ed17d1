import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate with its chain, and its key, as PEM. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

/** Certificates in the shape of a Hopsworks cluster: root, intermediate, leaves. */
export interface Minted {
  readonly root: string
  readonly broker: Identity
  /** As Hopsworks brokers have them: nothing in it names the host. */
  readonly nameless: Identity
  /** Common name `demo__meb10000`. */
  readonly member: Identity
  readonly memberEncrypted: Identity
  readonly expired: Identity
  /** A second certificate of `member`'s, with a key of its own. */
  readonly renewed: Identity
  /** Of another project under the same root, and with the name of the host. */
  readonly otherMember: Identity
  /** Named like a broker, but for clients only by its extended key usage. */
  readonly clientOnly: Identity
  /** Of a root that nobody trusts. */
  readonly stranger: Identity
  /** The root of `stranger`. */
  readonly strangerRoot: string
  readonly passphrase: string
}

/** Why certificates cannot be minted here, if so; an error in CI, where nothing may be skipped. */
export function findOpenssl(): string | undefined {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return undefined
  } catch (error) {
    if (process.env['CI'] === 'true') throw error
    return 'no openssl command'
  }
}

/** Mints everything with the openssl command; nothing is left on disk. */
export function mint(): Minted {
  const folder = mkdtempSync(join(tmpdir(), 'hops-kafka-minted-'))
  try {
    return mintIn(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function mintIn(folder: string): Minted {
  const passphrase = 'correct horse'
  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  }
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const root = (name: string): void =>
    openssl('req', '-x509', ...newKey(name), '-out', `${name}.pem`, '-days', '2', '-addext', CA)
  const issue = (name: string, request: Issue): Identity => {
    const { cn, by, extensions, days = '2' } = request
    writeFileSync(join(folder, 'extensions'), extensions ?? 'basicConstraints=CA:false')
    openssl('req', ...newKey(name, cn), '-out', 'request')
    const authority = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-set_serial', `${Date.now()}`]
    const what = ['-in', 'request', '-out', `${name}.pem`, '-extfile', 'extensions', '-days', days]
    openssl('x509', '-req', ...what, ...authority)
    return {
      cert: read(`${name}.pem`) + (by === 'middle' ? read('middle.pem') : ''),
      key: read(`${name}.key`),
    }
  }
  root('root')
  root('other')
  issue('middle', { cn: 'middle', by: 'root', extensions: CA.replace('critical,', '') })
  const san = 'subjectAltName=DNS:localhost,DNS:kafka.example,IP:127.0.0.1'
  const member = issue('member', { cn: 'demo__meb10000', by: 'middle' })
  openssl(
    'pkcs8',
    '-topk8',
    '-in',
    'member.key',
    '-out',
    'locked',
    '-passout',
    `pass:${passphrase}`,
  )
  return {
    root: read('root.pem'),
    strangerRoot: read('other.pem'),
    broker: issue('broker', { cn: 'broker', by: 'middle', extensions: san }),
    nameless: issue('nameless', { cn: 'kafka-0', by: 'middle' }),
    member,
    memberEncrypted: { ...member, key: read('locked') },
    expired: issue('expired', { cn: 'demo__old', by: 'middle', days: '-1' }),
    renewed: issue('renewed', { cn: 'demo__meb10000', by: 'middle' }),
    otherMember: issue('otherMember', { cn: 'rival__eve00000', by: 'middle', extensions: san }),
    clientOnly: issue('clientOnly', {
      cn: 'kafka-1',
      by: 'middle',
      extensions: `${san}\nextendedKeyUsage=clientAuth`,
    }),
    stranger: issue('stranger', { cn: 'demo__stranger', by: 'other', extensions: san }),
    passphrase,
  }
}

interface Issue {
  readonly cn: string
  readonly by: 'root' | 'other' | 'middle'
  readonly extensions?: string
  readonly days?: string
}

const CA = 'basicConstraints=critical,CA:true'

function newKey(name: string, cn = name): string[] {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  return [...curve, '-keyout', `${name}.key`, '-subj', `/CN=${cn}`]
}
