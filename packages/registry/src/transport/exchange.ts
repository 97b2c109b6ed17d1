import type { Dispatcher } from 'undici'

/** What came back, whatever it is. */
export interface HttpAnswer {
  readonly status: number
  /** Lower case and without parameters; empty when the server named none. */
  readonly contentType: string
  readonly location: string | undefined
  readonly retryAfter: string | undefined
  readonly body: string
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Takes a leading byte order mark away, which JSON may not begin with. */
const UTF_8 = new TextDecoder()

/**
 * One request and its whole answer, as undici's pool tells of it step by step. Its `request` would
 * do, but makes a stream of each answer, which takes longer than all the rest here.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Rejects with undici's own error. */
  readonly answer: Promise<HttpAnswer>
  readonly #chunks: Buffer[] = []
  #settle!: (answer: HttpAnswer) => void
  #fail!: (error: unknown) => void
  #status = 0
  #headers: Headers = {}
  #controller: Dispatcher.DispatchController | undefined
  #reason: Error | undefined

  constructor() {
    this.answer = new Promise((resolve, reject) => {
      this.#settle = resolve
      this.#fail = reject
    })
  }

  /** Ends it, wherever it is: also while it waits for a connection. */
  abort(): void {
    this.#reason ??= new Error('the request was given up')
    this.#controller?.abort(this.#reason)
    this.#fail(this.#reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#reason) controller.abort(this.#reason)
  }

  /** Called for a 1xx, too, which is overwritten by the answer behind it. */
  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const [first, ...more] = this.#chunks
    const bytes = more.length === 0 ? first : Buffer.concat(this.#chunks)
    this.#settle({
      status: this.#status,
      contentType: typeOf(this.#header('content-type')),
      location: this.#header('location'),
      retryAfter: this.#header('retry-after'),
      body: UTF_8.decode(bytes),
    })
  }

  onResponseError(_: unknown, error: Error): void {
    this.#fail(error)
  }

  /** The first of a header that is there more than once. */
  #header(name: string): string | undefined {
    const header = this.#headers[name]
    return Array.isArray(header) ? header[0] : header
  }
}

/** Lower case and without parameters. */
function typeOf(header = ''): string {
  const end = header.indexOf(';')
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase()
}
