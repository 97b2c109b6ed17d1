import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Names under which this machine is reached by itself alone. */
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403 | 421
  readonly text: string
}

/** What a server demands of every request. */
export interface Demands {
  /** Bound to loopback: then the Host header must name it. */
  readonly isLoopback: boolean
  /** Undefined for none. */
  readonly token: string | undefined
  readonly cookieName: string
}

/**
 * Refuses what a page from elsewhere may send through the browser of this machine's user.
 *
 * On loopback the Host header must name loopback, whatever the port, for a forwarded port has
 * another number. A name of an attacker's that was made to resolve to loopback is thereby refused.
 * On other addresses the token guards instead: the cookie that carries it belongs to one name.
 */
export function refusalOf(
  request: IncomingMessage,
  url: URL,
  demands: Demands,
): Refusal | undefined {
  if (demands.isLoopback && !namesLoopback(request.headers.host)) {
    return {
      status: 421,
      text: 'The Host header names another host: open http://127.0.0.1 or http://localhost.',
    }
  }
  const site = request.headers['sec-fetch-site']
  const isFromElsewhere = site === 'cross-site' || site === 'same-site'
  if (isFromElsewhere && request.headers['sec-fetch-mode'] !== 'navigate') {
    return { status: 403, text: 'Asked for by another site.' }
  }
  return tokenRefusal(request, url, demands)
}

function tokenRefusal(request: IncomingMessage, url: URL, demands: Demands): Refusal | undefined {
  const { token, cookieName } = demands
  if (token === undefined) return undefined
  const given = tokenOf(request, url, cookieName)
  if (given === undefined) {
    return {
      status: 401,
      text: 'A token is needed: open the address that was printed, with ?token= in it.',
    }
  }
  return isSame(given, token) ? undefined : { status: 403, text: 'The token is another one.' }
}

/** Whether the request brings a token in its query, from where a cookie takes over. */
export function bringsToken(url: URL): boolean {
  return url.searchParams.has('token')
}

function tokenOf({ headers }: IncomingMessage, url: URL, cookieName: string): string | undefined {
  const fromQuery = url.searchParams.get('token')
  if (fromQuery !== null) return fromQuery
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  return bearer ?? cookieOf(headers.cookie ?? '', cookieName)
}

function cookieOf(header: string, name: string): string | undefined {
  const cookie = header.split('; ').find((each) => each.startsWith(`${name}=`))
  if (cookie === undefined) return undefined
  try {
    return decodeURIComponent(cookie.slice(name.length + 1))
  } catch {
    return ''
  }
}

/** Compares in a time that tells nothing, not even the length. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function namesLoopback(host = ''): boolean {
  return LOOPBACK_HOSTS.has(host.replace(/:\d+$/, '').toLowerCase())
}
