import { createHash, timingSafeEqual } from 'node:crypto'
import type { EraTraits } from '../eras.ts'
import { type KeySeed, type Role, SCOPES, type Scope, type Standing } from '../options.ts'
import type { Answer } from '../wire/answers.ts'
import { json } from '../wire/answers.ts'
import { type HopsworksErrorNumber, hopsworksError } from '../wire/error-numbers.ts'

/** Whom a key stands for, and what it is for. */
export interface KeyHolder {
  readonly username: string
  readonly scopes: readonly Scope[]
  readonly standing: Standing
  /** The role in a project; undefined where the user is no member. */
  roleIn(projectName: string): Role | undefined
}

interface KnownKey {
  readonly secretDigest: Buffer
  readonly holder: KeyHolder
}

const SCHEME = 'ApiKey '

/** The keys of a cluster. As the server does, it finds a key by its prefix and compares digests. */
export class ApiKeys {
  readonly #keys = new Map<string, KnownKey>()
  readonly #era: EraTraits

  constructor(seeds: readonly KeySeed[], era: EraTraits) {
    this.#era = era
    for (const [index, seed] of seeds.entries()) {
      const [prefix = '', secret = ''] = seed.key.split('.')
      this.#keys.set(prefix, { secretDigest: digest(secret), holder: holderOf(seed, index) })
    }
  }

  /** The holder of the key in an `Authorization` header, or what Hopsworks answers to it. */
  holder(header: string | undefined): KeyHolder | Answer {
    if (header === undefined) return this.#challenge(headerError('Authorization header not set.'))
    if (!header.startsWith(SCHEME)) return this.#challenge(headerError('Invalidated Api key.'))
    const [prefix, secret, more] = header.slice(SCHEME.length).trim().split('.')
    if (!prefix || !secret || more !== undefined) return this.#wrongKey(320012)
    const known = this.#keys.get(prefix)
    if (!known) return this.#wrongKey(320013)
    if (!timingSafeEqual(digest(secret), known.secretDigest)) return this.#wrongKey(320012)
    if (known.holder.standing === 'deactivated') return this.#wrongKey(160005)
    if (known.holder.standing === 'blocked') return this.#wrongKey(160007)
    return known.holder
  }

  #wrongKey(number: HopsworksErrorNumber): Answer {
    const aboutKey = number === 320012 || number === 320013
    const told = aboutKey && !this.#era.tellsKeyFaultsApart ? 320002 : number
    return this.#challenge(hopsworksError(told))
  }

  #challenge(answer: Answer): Answer {
    return { ...answer, headers: { 'www-authenticate': this.#era.challenge } }
  }
}

/** Whether {@link ApiKeys.holder} has found somebody. */
export function isHolder(found: KeyHolder | Answer): found is KeyHolder {
  return 'roleIn' in found
}

function holderOf(
  { scopes = SCOPES, roles, standing = 'good' }: KeySeed,
  index: number,
): KeyHolder {
  return {
    // Eight characters cut and padded from an e-mail address, as Hopsworks makes them.
    username: `user${String(index).padStart(4, '0')}`,
    scopes,
    standing,
    roleIn: (project) => (roles === undefined ? 'Data owner' : roles[project]),
  }
}

/** The header itself is missing, or of another scheme. */
function headerError(errorMsg: string): Answer {
  return json({ errorCode: 200003, errorMsg }, 401)
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
