import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import {
  type ControlRequest,
  onMessage,
  type SupervisorPhase,
  type SupervisorStatus,
  sendMessage,
} from './control-protocol.ts'
import { LOOPBACK } from './ports.ts'

/** What the supervisor does when it is told something. */
export interface ControlHandlers {
  onStop(): void
  /** The last app has left. */
  onIdle(): void
  /** The first app has come. */
  onBusy(): void
}

const nothing = (): void => undefined

/** A supervisor's ear: apps attach by keeping a connection open, so one that crashes detaches by itself. */
export class ControlServer {
  readonly #token: string
  #handlers: ControlHandlers = { onStop: nothing, onIdle: nothing, onBusy: nothing }
  readonly #server: Server = createServer((socket) => this.#serve(socket))
  readonly #sockets = new Set<Socket>()
  readonly #attached = new Set<Socket>()
  #phase: SupervisorPhase = { kind: 'starting', progress: 'starting the sandbox' }

  private constructor(token: string) {
    this.#token = token
  }

  /** Listens on a free port of loopback. */
  static async listen(token: string): Promise<ControlServer> {
    const control = new ControlServer(token)
    await once(control.#server.listen(0, LOOPBACK), 'listening')
    return control
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  get attached(): number {
    return this.#attached.size
  }

  get phase(): SupervisorPhase {
    return this.#phase
  }

  /** Names who acts on what clients do; nobody does before. */
  handle(handlers: ControlHandlers): void {
    this.#handlers = handlers
  }

  /** Tells all attached apps. */
  enter(phase: SupervisorPhase): void {
    this.#phase = phase
    for (const socket of this.#attached) sendMessage(socket, phase)
  }

  /** Stops listening, and cuts off whoever is connected. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    // An app that crashes resets its connection, which is no fault of ours.
    socket.on('error', () => undefined)
    onMessage(socket, (message) => {
      const request = this.#authenticated(message)
      if (request === undefined) socket.destroy()
      else this.#obey(request, socket)
    })
  }

  #authenticated(message: unknown): ControlRequest | undefined {
    const request = message as Partial<ControlRequest> | null
    const given = Buffer.from(String(request?.token))
    const own = Buffer.from(this.#token)
    const same = given.length === own.length && timingSafeEqual(given, own)
    return same ? (request as ControlRequest) : undefined
  }

  #obey({ command }: ControlRequest, socket: Socket): void {
    switch (command) {
      case 'attach':
        this.#attach(socket)
        break
      case 'stop':
        // To end a broker takes time: the client should know that it was heard.
        sendMessage(socket, { kind: 'stopping' } satisfies SupervisorPhase)
        this.#handlers.onStop()
        break
      case 'status': {
        const { phase, attached } = this
        const status: SupervisorStatus = { phase, attached, pid: process.pid }
        sendMessage(socket, status)
        break
      }
      default:
        socket.destroy()
    }
  }

  #attach(socket: Socket): void {
    this.#attached.add(socket)
    if (this.#attached.size === 1) this.#handlers.onBusy()
    socket.once('close', () => {
      this.#attached.delete(socket)
      if (this.#attached.size === 0) this.#handlers.onIdle()
    })
    sendMessage(socket, this.#phase)
  }
}
