// The X.509 library needs this polyfill to be there first.
import 'reflect-metadata'
import { type webcrypto, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { LOOPBACK } from './ports.ts'

/** A private key and its certificates, as PEM texts. */
export interface Credential {
  /** PKCS#8, not encrypted. */
  readonly key: string
  /** Leaf first, without the root. */
  readonly chain: string
}

/** All certificates of one sandbox, under one root as on a Hopsworks cluster. */
export interface Certificates {
  /** The root, which everybody trusts. */
  readonly root: string
  readonly broker: Credential
  readonly user: Credential
  /** The same user's next certificate, with a key of its own, as when Hopsworks renews one. */
  readonly renewedUser: Credential
  /** For the sandbox's own calls; a super user of the broker. */
  readonly admin: Credential
  /** The REST server's certificate has a CA of its own, as a public web server has. */
  readonly hopsworks: Credential
  readonly hopsworksCa: string
}

/** What the certificates are to say. */
export interface CertificateNames {
  readonly broker: string
  readonly user: string
  readonly admin: string
  /** Whether the broker's certificate names the loopback addresses; Hopsworks' brokers name nobody. */
  readonly brokerNames: 'loopback' | 'none'
  /** Host names that the certificates of broker and REST server carry besides, such as those in a container network. */
  readonly hosts?: readonly string[]
}

const SHA256 = 'SHA-256'
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: SHA256,
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}
/** For what Hopsworks does not hand out: quick to make. */
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: SHA256 }

const YEAR_MS = 365 * 24 * 3600 * 1000
const CLOCK_SKEW_MS = 24 * 3600 * 1000

/** Mints a root, an intermediate under it, and under that the broker, the project's user and the admin. */
export async function mintCertificates(names: CertificateNames): Promise<Certificates> {
  const [rootKeys, intermediateKeys, brokerKeys, userKeys] = await Promise.all([
    rsa(),
    rsa(),
    rsa(),
    rsa(),
  ])
  const [renewedKeys, adminKeys, webCaKeys, webKeys] = await Promise.all([ec(), ec(), ec(), ec()])
  const root = await authority('Hops_Root_CA', rootKeys)
  const intermediate = await authority('Hops_Intermediate_CA', intermediateKeys, root)
  const webCa = await authority('Sandbox_Web_CA', webCaKeys)
  const sans = [serverNames(names.hosts ?? [])]
  const brokerSans = names.brokerNames === 'loopback' ? sans : []
  const [broker, user, renewedUser, admin, web] = await Promise.all([
    leaf({ name: names.broker, keys: brokerKeys, issuer: intermediate, extensions: brokerSans }),
    leaf({ name: names.user, keys: userKeys, issuer: intermediate, extensions: [] }),
    leaf({ name: names.user, keys: renewedKeys, issuer: intermediate, extensions: [] }),
    leaf({ name: names.admin, keys: adminKeys, issuer: intermediate, extensions: [] }),
    leaf({ name: 'localhost', keys: webKeys, issuer: webCa, extensions: sans }),
  ])
  const under = (leafOf: Credential): Credential => ({
    key: leafOf.key,
    chain: leafOf.chain + intermediate.pem,
  })
  return {
    root: root.pem,
    broker: under(broker),
    user: under(user),
    renewedUser: under(renewedUser),
    admin: under(admin),
    hopsworks: web,
    hopsworksCa: webCa.pem,
  }
}

type Keys = webcrypto.CryptoKeyPair

interface Authority {
  readonly name: string
  readonly keys: Keys
  readonly pem: string
}

interface LeafRequest {
  readonly name: string
  readonly keys: Keys
  readonly issuer: Authority
  readonly extensions: readonly Extension[]
}

async function rsa(): Promise<Keys> {
  return await crypto.subtle.generateKey(RSA, true, ['sign', 'verify'])
}

async function ec(): Promise<Keys> {
  return await crypto.subtle.generateKey(EC, true, ['sign', 'verify'])
}

/** A CA certificate, signed by `issuer` or by itself. */
async function authority(name: string, keys: Keys, issuer?: Authority): Promise<Authority> {
  const signer = issuer ?? { name, keys }
  const pathLength = issuer ? 0 : undefined
  const pem = await sign({ name, keys, issuer: signer }, [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ])
  return { name, keys, pem }
}

async function leaf({ name, keys, issuer, extensions }: LeafRequest): Promise<Credential> {
  const usages =
    KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment | KeyUsageFlags.dataEncipherment
  const chain = await sign({ name, keys, issuer }, [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(usages, true),
    ...extensions,
  ])
  const der = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { key: pemOfKey(der), chain }
}

interface Signing {
  readonly name: string
  readonly keys: Keys
  readonly issuer: Pick<Authority, 'name' | 'keys'>
}

async function sign({ name, keys, issuer }: Signing, extensions: Extension[]): Promise<string> {
  const now = Date.now()
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: `CN=${issuer.name}`,
    notBefore: new Date(now - CLOCK_SKEW_MS),
    notAfter: new Date(now + 10 * YEAR_MS),
    signingAlgorithm: { name: issuer.keys.privateKey.algorithm.name, hash: SHA256 },
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    extensions: [
      ...extensions,
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey),
    ],
  })
  return new X509Certificate(Buffer.from(certificate.rawData)).toString()
}

function serverNames(hosts: readonly string[]): Extension {
  return new SubjectAlternativeNameExtension([
    ...['localhost', LOOPBACK, ...hosts].map(
      (value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const,
    ),
  ])
}

function pemOfKey(der: ArrayBuffer): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n')
  return `-----BEGIN PRIVATE KEY-----\n${lines}-----END PRIVATE KEY-----\n`
}
