import { createHash, timingSafeEqual } from 'node:crypto'
import { type Answer, headerError, hopsworksError, unauthorized } from './answers.ts'
import type { ProjectStore } from './store.ts'

/** The one project of the mock, as the routes see it. */
export interface Project {
  readonly id: number
  readonly name: string
  readonly store: ProjectStore
}

const SCHEME = 'ApiKey '

/** Whether a text has the form of a key: `<prefix>.<secret>`, both without blanks. */
export function isApiKey(text: string): boolean {
  return /^[^\s.]+\.[^\s.]+$/.test(text)
}

/**
 * What Hopsworks answers to a wrong `Authorization` header; undefined when the key is right.
 * As the server does, the key is found by its prefix and then compared by its secret's digest.
 */
export function refuseAuthorization(
  header: string | undefined,
  apiKey: string,
): Answer | undefined {
  if (header === undefined) return headerError('Authorization header not set.')
  if (!header.startsWith(SCHEME)) return headerError('Invalidated Api key.')
  const given = header.slice(SCHEME.length).trim()
  if (!isApiKey(given)) return unauthorized(hopsworksError(320012))
  const [prefix, secret] = given.split('.')
  const [knownPrefix, knownSecret] = apiKey.split('.')
  if (prefix !== knownPrefix) return unauthorized(hopsworksError(320013))
  if (timingSafeEqual(digest(secret), digest(knownSecret))) return undefined
  return unauthorized(hopsworksError(320012))
}

function digest(text = ''): Buffer {
  return createHash('sha256').update(text).digest()
}
