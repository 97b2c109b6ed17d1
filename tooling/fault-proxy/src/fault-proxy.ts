import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ambush, Ambushes } from './ambush.ts'
import { CALM, type Conditions, checkConditions } from './conditions.ts'
import { type Counts, noCounts } from './counts.ts'
import { FaultProxyError } from './errors.ts'
import { Link } from './link.ts'
import { seededRandom } from './random.ts'

/** What a proxy stands in front of. */
export interface FaultProxyOptions {
  readonly upstream: { readonly host: string; readonly port: number }
  /** Decides at which age connections are cut. @default 1 */
  readonly seed?: number
}

/** How open connections are cut: by RST, or by a FIN behind the answers so far. */
export type CutKind = 'reset' | 'half-close'

/** A TCP proxy on loopback that passes everything on until it is told otherwise. */
export interface FaultProxy extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** `host:port` */
  readonly address: string
  /** What it has seen and done so far. */
  readonly counts: Readonly<Counts>
  /** What holds on all connections now. */
  readonly conditions: Conditions
  /** Traps that no request has fallen into yet. */
  readonly ambushes: number
  /**
   * Changes conditions, on open connections as well; what is not named stays. Resolves when it holds.
   *
   * @throws {FaultProxyError} ERR_FAULT_PROXY_BAD_OPTION, ERR_FAULT_PROXY_PORT_TAKEN
   */
  set(change: Partial<Conditions>): Promise<void>
  /** Ends all conditions and forgets all traps. */
  calm(): Promise<void>
  /** Sets a trap for one request on any connection. */
  ambush(trap: Ambush): void
  /** Cuts all open connections. @returns how many */
  cut(kind: CutKind): number
  /** Resets all connections and listens no more; may be called twice. */
  close(): Promise<void>
}

const HOST = '127.0.0.1'
/** While it refused, somebody else may have taken its port for a moment. */
const LISTEN_AGAIN_MS = 10_000
const LISTEN_POLL_MS = 20

/**
 * Starts a proxy on a free port of loopback.
 *
 * @throws the system's error when no port is free
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const proxy = new TcpFaultProxy(options)
  await proxy.listen(0)
  return proxy
}

class TcpFaultProxy implements FaultProxy {
  readonly host = HOST
  readonly counts: Counts = noCounts()
  readonly #upstream: FaultProxyOptions['upstream']
  readonly #random: () => number
  readonly #links = new Set<Link>()
  readonly #ambushes = new Ambushes()
  #conditions: Conditions = CALM
  #server: Server | undefined
  #port = 0

  constructor({ upstream, seed = 1 }: FaultProxyOptions) {
    this.#upstream = upstream
    this.#random = seededRandom(seed)
  }

  get port(): number {
    return this.#port
  }

  get address(): string {
    return `${HOST}:${this.#port}`
  }

  get conditions(): Conditions {
    return this.#conditions
  }

  get ambushes(): number {
    return this.#ambushes.waiting
  }

  async set(change: Partial<Conditions>): Promise<void> {
    const before = this.#conditions
    const now = { ...before, ...change }
    checkConditions(now)
    this.#conditions = now
    if (now.cutAfterMs !== before.cutAfterMs) {
      for (const link of this.#links) link.cutIn(this.#age())
    }
    for (const link of this.#links) link.flush()
    if (now.refuse && !before.refuse) this.#refuse()
    if (!now.refuse && before.refuse) await this.#listenAgain()
  }

  async calm(): Promise<void> {
    this.#ambushes.clear()
    await this.set(CALM)
  }

  ambush(trap: Ambush): void {
    this.#ambushes.add(trap)
  }

  cut(kind: CutKind): number {
    const links = [...this.#links]
    for (const link of links) kind === 'reset' ? link.reset() : link.halfClose()
    return links.length
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    server?.close()
    this.cut('reset')
    if (server !== undefined) await once(server, 'close')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async listen(port: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
      this.#accept(client),
    )
    await once(server.listen(port, HOST), 'listening')
    this.#server = server
    const address = server.address()
    this.#port = typeof address === 'object' && address !== null ? address.port : port
  }

  #accept(client: Socket): void {
    this.counts.accepted += 1
    const server = connect({ ...this.#upstream, allowHalfOpen: true, noDelay: true })
    const unreachable = (): void => {
      this.counts.unreachable += 1
    }
    server.once('error', unreachable).once('connect', () => server.off('error', unreachable))
    const context = {
      conditions: () => this.#conditions,
      ambushes: this.#ambushes,
      counts: this.counts,
    }
    const link = new Link(client, server, context, () => {
      this.#links.delete(link)
      this.counts.open = this.#links.size
    })
    this.#links.add(link)
    this.counts.open = this.#links.size
    link.cutIn(this.#age())
  }

  /** At which age a connection is to be cut, if at all. */
  #age(): number | undefined {
    const range = this.#conditions.cutAfterMs
    return range && range[0] + this.#random() * (range[1] - range[0])
  }

  #refuse(): void {
    this.counts.refusals += 1
    this.#server?.close()
    this.#server = undefined
  }

  async #listenAgain(): Promise<void> {
    for (const deadline = Date.now() + LISTEN_AGAIN_MS; ; await sleep(LISTEN_POLL_MS)) {
      try {
        await this.listen(this.#port)
        return
      } catch (cause) {
        if (Date.now() > deadline) throw portTaken(this.address, cause)
      }
    }
  }
}

function portTaken(address: string, cause: unknown): FaultProxyError {
  return new FaultProxyError('ERR_FAULT_PROXY_PORT_TAKEN', {
    what: `The proxy cannot listen on ${address} again`,
    because: cause instanceof Error ? cause.message : String(cause),
    fix: 'Another process has taken the port while connections were refused: run it again.',
    retriable: true,
    cause,
  })
}
