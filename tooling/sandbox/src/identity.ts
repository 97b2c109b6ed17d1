import { join } from 'node:path'
import { readIfThere, writeFileAtomically } from './files.ts'
import { PROJECT } from './guide.ts'
import { IDENTITY_FILE } from './layout.ts'
import type { Certificates } from './mint.ts'
import { LETTERS_AND_DIGITS, randomText, UPPER_CASE_AND_DIGITS } from './random-text.ts'

/** Whom the broker's certificate names: the loopback addresses, or as on Hopsworks nobody. */
export type BrokerNames = 'loopback' | 'none'

/** Who is who in one sandbox, with every secret. */
export interface Identity {
  readonly brokerNames: BrokerNames
  /** Host names, besides those of loopback, that the servers' certificates carry. */
  readonly hosts: readonly string[]
  readonly certificates: Certificates
  /** One for key store, key and trust store, as Hopsworks does it. */
  readonly storePassword: string
  /** For the PEM key. */
  readonly keyPassword: string
  readonly apiKey: string
}

/** Common names of the broker's super users. */
export const BROKER_USER = 'sandbox-broker'
export const ADMIN_USER = 'sandbox-admin'

/**
 * The identity of the sandbox in a folder: kept from an earlier start, or minted.
 *
 * It is one file, written atomically, from which all others are derived at each start; so there is
 * no half of it.
 *
 * @param hosts - further host names that the servers' certificates have to carry
 */
export async function loadOrMintIdentity(
  folder: string,
  brokerNames: BrokerNames,
  hosts: readonly string[] = [],
): Promise<Identity> {
  const file = join(folder, IDENTITY_FILE)
  const kept = parse(await readIfThere(file))
  if (kept?.brokerNames === brokerNames && hosts.every((host) => kept.hosts?.includes(host)))
    return kept
  const identity = await mintIdentity(brokerNames, hosts)
  await writeFileAtomically(file, JSON.stringify(identity))
  return identity
}

async function mintIdentity(brokerNames: BrokerNames, hosts: readonly string[]): Promise<Identity> {
  // Heavy, and not needed when the identity was kept.
  const { mintCertificates } = await import('./mint.ts')
  const users = { broker: BROKER_USER, user: PROJECT.user, admin: ADMIN_USER }
  const names = { ...users, brokerNames, hosts }
  return {
    brokerNames,
    hosts,
    certificates: await mintCertificates(names),
    storePassword: randomText(64, UPPER_CASE_AND_DIGITS),
    keyPassword: randomText(24, LETTERS_AND_DIGITS),
    apiKey: `${randomText(16, LETTERS_AND_DIGITS)}.${randomText(64, LETTERS_AND_DIGITS)}`,
  }
}

/** Undefined for a text that is not an identity: then a new one is minted. */
function parse(text: string | undefined): Identity | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
