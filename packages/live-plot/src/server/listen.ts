import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { refusal, requireText, requireWhole } from '../bounds.ts'
import { LivePlotError } from '../errors.ts'
import type { PlotModel } from '../model/plot-model.ts'
import { loadPage } from '../page-bundle/load-page.ts'
import { EventHub } from './event-hub.ts'
import { handle } from './request-handler.ts'

const MOST_PORT = 65_535
const LEAST_TOKEN = 16
const MOST_TOKEN = 512
/** How long a closing server waits for its last words to be taken. */
const CLOSE_MS = 300
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i
const EVERY_ADDRESS = new Set(['0.0.0.0', '::'])

/** Where to serve the page. */
export interface ListenOptions {
  /**
   * Address to bind to. Any but loopback's needs a token; in a container this is `0.0.0.0`.
   * @default '127.0.0.1'
   */
  readonly host?: string
  /**
   * Wished port, 0 to 65,535; 0 takes a free one, and so does a port that is taken.
   * @default 0
   */
  readonly port?: number
  /**
   * What a viewer has to bring, 16 to 512 characters.
   * @default none
   */
  readonly token?: string
}

/** A server that listens. */
export interface Listening {
  /** Address of the page, the token included. */
  readonly url: string
  /** The port it listens on. */
  readonly port: number
  /** The wished port, if it was taken and another one is used; else undefined. */
  readonly takenPort: number | undefined
  /** Ends every stream and stops listening, in less than a second. */
  close(): Promise<void>
}

/** A server that listens, and has to be told when an interval is over. */
export interface PlotServer extends Listening {
  tick(): void
}

/** Starts a server for a model. */
export async function listen(model: PlotModel, options: ListenOptions): Promise<PlotServer> {
  const { host = '127.0.0.1', port: wished = 0, token } = options
  checkOptions(host, wished, token)
  const page = await loadPage()
  const hub = new EventHub(model)
  const server = createServer()
  const takenPort = await bindOrFallBack(server, host, wished)
  const { port } = server.address() as AddressInfo
  const isLoopback = LOOPBACK.test(host)
  const demands = { isLoopback, token, cookieName: `live-plot-${port}` }
  server.on('request', (request, response) => {
    handle(request, response, { model, hub, page, demands })
  })
  let closing: Promise<void> | undefined
  return {
    url: urlOf(host, port, token),
    port,
    takenPort,
    tick: () => hub.tick(),
    close() {
      closing ??= close(server, hub)
      return closing
    },
  }
}

function checkOptions(host: unknown, port: unknown, token: unknown): void {
  requireText('host', host)
  requireWhole('port', port, [0, MOST_PORT])
  if (token !== undefined) checkToken(token)
  else if (!LOOPBACK.test(String(host))) {
    throw new LivePlotError('ERR_PLOT_TOKEN_NEEDED', {
      what: `listening on ${host}`,
      because: 'others can reach that address, and no token is set',
      fix: 'Give a token of at least 16 characters, or listen on 127.0.0.1.',
    })
  }
}

function checkToken(token: unknown): void {
  requireText('token', token)
  const { length } = String(token)
  if (length >= LEAST_TOKEN && length <= MOST_TOKEN) return
  throw refusal('token', token, `Give ${LEAST_TOKEN} to ${MOST_TOKEN} characters.`)
}

/** Binds to the wished port, or to a free one if it is taken: then returns the wished one. */
async function bindOrFallBack(server: Server, host: string, port: number) {
  try {
    await bind(server, host, port)
    return undefined
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE' || port === 0) throw bindFault(error, host, port)
  }
  await bind(server, host, 0).catch((error: unknown) => {
    throw bindFault(error, host, 0)
  })
  return port
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function bindFault(cause: unknown, host: string, port: number): LivePlotError {
  const because = cause instanceof Error ? cause.message : String(cause)
  const fix =
    codeOf(cause) === 'EACCES'
      ? 'Give a port of 1024 or higher.'
      : 'Give an address of this machine, such as 127.0.0.1.'
  return new LivePlotError('ERR_PLOT_LISTEN', {
    what: `listening on ${host}, port ${port}`,
    because,
    fix,
    cause,
  })
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function urlOf(host: string, port: number, token: string | undefined): string {
  const reached = EVERY_ADDRESS.has(host) ? 'localhost' : host
  const named = reached.includes(':') ? `[${reached}]` : reached
  const query = token === undefined ? '' : `?token=${encodeURIComponent(token)}`
  return `http://${named}:${port}/${query}`
}

async function close(server: Server, hub: EventHub): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const giveUp = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
  await hub.close()
  server.closeAllConnections()
  await closed
  clearTimeout(giveUp)
}
