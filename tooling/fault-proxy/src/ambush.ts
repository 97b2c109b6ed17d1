/**
 * What may befall the next request:
 * `lost-answer`: the server has it and answers, the answer is swallowed and the connection reset;
 * `half-close`: the server has it, the client is told that no more answers come (FIN);
 * `lost-request`: the connection is reset before the server has it.
 */
export type AmbushKind = 'lost-answer' | 'half-close' | 'lost-request'

/** A trap for one request. */
export interface Ambush {
  readonly kind: AmbushKind
  /**
   * Least size of the request on the wire, in bytes. What passes is encrypted, so requests can be told apart by size
   * only: this keeps the trap for those that carry records. @default 1
   */
  readonly minBytes?: number
}

/**
 * Requests that a connection is let through before it may fall into a trap: the flights of a TLS handshake look like
 * requests, and a client that never gets one through would make no progress at all.
 */
const CLEAN_REQUESTS = 4

/** The traps that are set on the connections of a proxy. */
export class Ambushes {
  #set: Required<Ambush>[] = []

  /** How many wait for a request. */
  get waiting(): number {
    return this.#set.length
  }

  add({ kind, minBytes = 1 }: Ambush): void {
    this.#set.push({ kind, minBytes })
  }

  clear(): void {
    this.#set = []
  }

  /** The trap that a connection's request number `requests`, so far of that size, falls into. */
  take(requests: number, bytes: number): AmbushKind | undefined {
    if (requests <= CLEAN_REQUESTS) return undefined
    const index = this.#set.findIndex(({ minBytes }) => bytes >= minBytes)
    return index < 0 ? undefined : this.#set.splice(index, 1)[0]?.kind
  }
}
