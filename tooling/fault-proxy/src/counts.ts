/** What a proxy has seen and done since it was started. */
export interface Counts {
  /** Connections accepted. */
  accepted: number
  /** Connections alive now. */
  open: number
  /** Connections whose server could not be reached. */
  unreachable: number
  /** Connections ended by a reset: by `cut`, or because their time was up. */
  resets: number
  /** Connections whose answers were ended by a FIN, by `cut` or in ambush. */
  halfCloses: number
  /** Requests that reached the server and whose answer did not come back. */
  lostAnswers: number
  /** Requests that were lost on their way to the server. */
  lostRequests: number
  /** Times that the proxy began to refuse connections. */
  refusals: number
  /** Bytes that reached the server. */
  bytesToServer: number
  /** Bytes that reached the client. */
  bytesToClient: number
}

/** Nothing seen, nothing done. */
export function noCounts(): Counts {
  return {
    accepted: 0,
    open: 0,
    unreachable: 0,
    resets: 0,
    halfCloses: 0,
    lostAnswers: 0,
    lostRequests: 0,
    refusals: 0,
    bytesToServer: 0,
    bytesToClient: 0,
  }
}
