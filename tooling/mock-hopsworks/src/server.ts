import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { ApiKeys, isHolder } from './access/api-keys.ts'
import { checkOptions } from './check-options.ts'
import { CONTROL_PATH, control } from './control.ts'
import { badOption, MockHopsworksError } from './errors.ts'
import { FaultList } from './faults/fault-list.ts'
import { type Delivery, struckAnswer } from './faults/struck-answer.ts'
import type { MockHopsworksOptions } from './options.ts'
import { Cluster } from './state/cluster.ts'
import type { MockState } from './state/saved.ts'
import { type Answer, webFault } from './wire/answers.ts'
import { deliver, send } from './wire/deliver.ts'
import { type Dispatched, dispatch, type ReceivedRequest } from './wire/dispatch.ts'
import { hopsworksError } from './wire/error-numbers.ts'
import { Journal, type JournalEntry } from './wire/journal.ts'
import { BASE_PATH } from './wire/match-path.ts'
import { readBody } from './wire/read-body.ts'

/** A running mock. */
export interface MockHopsworks extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** `https://host:port/hopsworks-api/api` */
  readonly url: string
  /** The last 1000 answered requests, oldest first. */
  readonly requests: readonly JournalEntry[]
  /** How many requests asked for a path or a method that Hopsworks does not have. */
  readonly unknownRequests: number
  /** Faults on demand: `add` and `clear` them while requests run. */
  readonly faults: FaultList
  /** All that the mock has learnt, for another one's option `state`. */
  state(): MockState
  /** Stops listening and drops every connection; may be called twice. */
  close(): Promise<void>
}

/**
 * Starts an HTTPS server that answers as a Hopsworks cluster does.
 *
 * @throws {MockHopsworksError} when the options contradict themselves, a schema is not Avro, the
 *   key pair cannot be used or the address cannot be listened on
 */
export async function startMockHopsworks(options: MockHopsworksOptions): Promise<MockHopsworks> {
  checkOptions(options)
  const { host = '127.0.0.1' } = options
  const mock = new Mock(options)
  const server = createTlsServer(options, (request, response) => {
    void mock.respond(request, response).catch(() => response.destroy())
  })
  const port = await listen(server, host, options.port ?? 0)
  const close = (): Promise<void> => stop(server)
  return {
    host,
    port,
    url: `https://${host.includes(':') ? `[${host}]` : host}:${port}${BASE_PATH}`,
    requests: mock.journal.entries,
    get unknownRequests() {
      return mock.journal.unknown
    },
    faults: mock.faults,
    state: () => mock.cluster.save(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** What stands behind the server: the cluster, the keys, and what tests look at and switch. */
class Mock {
  readonly cluster: Cluster
  readonly faults = new FaultList()
  readonly journal = new Journal()
  readonly #keys: ApiKeys
  readonly #listErrors: 'page' | 'json'

  constructor(options: MockHopsworksOptions) {
    const { apiKey, keys = [], listErrors = 'page' } = options
    this.cluster = new Cluster(options)
    this.#keys = new ApiKeys([{ key: apiKey }, ...keys], this.cluster.era)
    this.#listErrors = listErrors
  }

  async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = receive(request, await readBody(request))
    if (received.path.startsWith(`${CONTROL_PATH}/`)) {
      send(response, this.#control(received))
      return
    }
    const { known, delivery } = this.#deliver(received)
    const { method, path } = received
    this.journal.add({ method, path, status: delivery.answer.status, known })
    await deliver(response, delivery)
  }

  #deliver(received: Received): { known: boolean; delivery: Delivery } {
    let known = true
    const ask = (): Answer => {
      const dispatched = this.#dispatch(received)
      known = dispatched.known
      return dispatched.answer
    }
    const fault = this.faults.strike(received.method, received.path)
    return { delivery: fault ? struckAnswer(fault, ask) : { answer: ask() }, known }
  }

  #dispatch(received: Received): Dispatched {
    const { body } = received
    if (body === undefined)
      return { answer: { ...webFault(413), headers: { connection: 'close' } }, known: true }
    const backend = { cluster: this.cluster, keys: this.#keys, listErrors: this.#listErrors }
    try {
      return dispatch({ ...received, body }, backend)
    } catch {
      // A fault of the mock's own is an answer too, as it is on a Hopsworks.
      return { answer: hopsworksError(120000), known: true }
    }
  }

  #control({ method, path, headers, body = '' }: Received): Answer {
    const holder = this.#keys.holder(headers.authorization)
    return isHolder(holder) ? control(method, path, body, this) : holder
  }
}

type Received = Omit<ReceivedRequest, 'body'> & { readonly body: string | undefined }

function receive(request: IncomingMessage, body: string | undefined): Received {
  const { method = '', url = '', headers } = request
  const [path = '', query = ''] = url.split('?')
  const { authorization, accept, host = '' } = headers
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers: { authorization, accept, contentType: headers['content-type'] },
    body,
    url: `https://${host}${BASE_PATH}`,
  }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void

function createTlsServer({ tls }: MockHopsworksOptions, listener: Listener): Server {
  try {
    return createServer({ key: tls.key, cert: tls.cert }, listener)
  } catch (cause) {
    throw badOption('tls', {
      because: 'the key and the certificate cannot be used',
      fix: 'Give a private key and its certificate as PEM texts.',
      cause,
    })
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const what = `https://${host}:${port}`
      const because = `cannot listen there (${cause.code ?? cause.message})`
      const fix = 'Free the port, or take port 0 for any free one.'
      reject(new MockHopsworksError('ERR_MOCK_HOPSWORKS_LISTEN', { what, because, fix, cause }))
    })
    server.listen({ host, port }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
