import type { Socket } from 'node:net'
import type { Ambushes, AmbushKind } from './ambush.ts'
import type { Conditions } from './conditions.ts'
import type { Counts } from './counts.ts'
import { Pipe } from './pipe.ts'

/** After the first swallowed byte of an answer: the rest of it, and answers to what was sent with it, are lost, too. */
const SWALLOW_MS = 30

/** What the connections of a proxy share. */
export interface LinkContext {
  readonly conditions: () => Conditions
  readonly ambushes: Ambushes
  readonly counts: Counts
}

/** One connection through the proxy: the client's socket and the one to the server. */
export class Link {
  readonly #client: Socket
  readonly #server: Socket
  readonly #context: LinkContext
  readonly #pipes: readonly Pipe[]
  readonly #onEnd: () => void
  /** Requests so far: the client spoke after the server had. */
  #requests = 0
  #requestBytes = 0
  #clientSpeaks = false
  #swallowing = false
  #endsAnswers = false
  #ended = false
  /** Resets the connection when its time is up. */
  #cut: NodeJS.Timeout | undefined
  /** Resets the connection when it has swallowed an answer. */
  #loss: NodeJS.Timeout | undefined

  constructor(client: Socket, server: Socket, context: LinkContext, onEnd: () => void) {
    this.#client = client
    this.#server = server
    this.#context = context
    this.#onEnd = onEnd
    this.#pipes = [this.#toServer(), this.#toClient()]
    for (const socket of [client, server]) {
      socket.on('error', () => this.#end('reset'))
      socket.on('close', () => this.#end(socket.errored ? 'reset' : 'fin'))
    }
  }

  /** Passes on what is due under new conditions. */
  flush(): void {
    for (const pipe of this.#pipes) pipe.flush()
  }

  /** Resets both ends after a time, unless that is undefined or changed before. */
  cutIn(delayMs: number | undefined): void {
    clearTimeout(this.#cut)
    this.#cut = delayMs === undefined ? undefined : setTimeout(() => this.reset(), delayMs)
  }

  /** Resets both ends now. */
  reset(): void {
    if (this.#ended) return
    this.#context.counts.resets += 1
    this.#end('reset')
  }

  /** Tells the client that no more answers come; what it sends still reaches the server. */
  halfClose(): void {
    if (this.#ended || this.#endsAnswers) return
    this.#context.counts.halfCloses += 1
    this.#endsAnswers = true
    this.#client.end()
  }

  #toServer(): Pipe {
    const { conditions, counts } = this.#context
    return new Pipe({
      from: this.#client,
      to: this.#server,
      conditions,
      held: ({ blackHole }) => blackHole,
      onChunk: (chunk) => this.#onRequest(chunk),
      onPassed: (bytes) => {
        counts.bytesToServer += bytes
      },
    })
  }

  #toClient(): Pipe {
    const { conditions, counts } = this.#context
    return new Pipe({
      from: this.#server,
      to: this.#client,
      conditions,
      held: ({ blackHole, stalledAnswers }) => blackHole || stalledAnswers,
      onChunk: () => this.#onAnswer(),
      onPassed: (bytes) => {
        counts.bytesToClient += bytes
      },
    })
  }

  /** @returns whether the server gets it */
  #onRequest(chunk: Buffer): boolean {
    if (!this.#clientSpeaks) {
      this.#clientSpeaks = true
      this.#requests += 1
      this.#requestBytes = 0
    }
    this.#requestBytes += chunk.length
    if (this.#swallowing || this.#endsAnswers) return true
    return this.#befall(this.#context.ambushes.take(this.#requests, this.#requestBytes))
  }

  #befall(kind: AmbushKind | undefined): boolean {
    if (kind === 'lost-answer') this.#swallowing = true
    if (kind === 'half-close') this.halfClose()
    if (kind !== 'lost-request') return true
    this.#context.counts.lostRequests += 1
    this.#end('reset')
    return false
  }

  /** @returns whether the client gets it */
  #onAnswer(): boolean {
    this.#clientSpeaks = false
    if (!this.#swallowing) return !this.#endsAnswers
    this.#loss ??= setTimeout(() => {
      this.#context.counts.lostAnswers += 1
      this.#end('reset')
    }, SWALLOW_MS)
    return false
  }

  #end(how: 'reset' | 'fin'): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#cut)
    clearTimeout(this.#loss)
    for (const pipe of this.#pipes) pipe.close()
    for (const socket of [this.#client, this.#server]) {
      if (how === 'reset') reset(socket)
      else socket.destroySoon()
    }
    this.#onEnd()
  }
}

/**
 * Node does not close a socket that is reset while its end is still on the way out: libuv refuses, and what refuses is
 * taken for closed. The peer would wait for ever, and the process would never exit.
 */
function reset(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy()
  else socket.resetAndDestroy()
}
