import type { Frame } from '../frame.ts'

/** How the page stands with the server. */
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'paused' | 'closed'

/** Whom to tell. */
export interface ConnectionListener {
  onFrame(frame: Frame): void
  onState(state: ConnectionState): void
}

/** The wait before each new try: the browser's own gives up where a port refuses. */
const RETRY_MS = 1000

/** The stream of frames. It comes back by itself, and after a pause, each time with a snapshot. */
export class Connection {
  readonly #listener: ConnectionListener
  #events: EventSource | undefined
  #retry: number | undefined

  constructor(listener: ConnectionListener) {
    this.#listener = listener
  }

  open(state: 'connecting' | 'reconnecting' = 'connecting'): void {
    this.#end()
    this.#listener.onState(state)
    const events = new EventSource('/events')
    this.#events = events
    const take = ({ data }: MessageEvent<string>): void => {
      this.#listener.onState('connected')
      this.#listener.onFrame(JSON.parse(data))
    }
    events.addEventListener('snapshot', take)
    events.addEventListener('delta', take)
    events.addEventListener('bye', () => this.#lost('closed'))
    events.addEventListener('error', () => this.#lost('reconnecting'))
  }

  /** Takes nothing more until {@link open}: what comes meanwhile is in the next snapshot. */
  pause(): void {
    this.#end()
    this.#listener.onState('paused')
  }

  #lost(state: 'closed' | 'reconnecting'): void {
    this.#end()
    this.#listener.onState(state)
    // Also after a good-bye: whoever plotted may start again on the same port.
    this.#retry = window.setTimeout(() => this.#tryAgain(state), RETRY_MS)
  }

  #tryAgain(state: 'closed' | 'reconnecting'): void {
    void fetch('/healthz').then(
      () => this.open('reconnecting'),
      () => this.#lost(state),
    )
  }

  #end(): void {
    window.clearTimeout(this.#retry)
    this.#events?.close()
    this.#events = undefined
  }
}
