import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type Answer, hopsworksError, webFault } from './answers.ts'
import { BASE_PATH, dispatch } from './dispatch.ts'
import { MockHopsworksError } from './errors.ts'
import { isApiKey, type Project } from './project.ts'
import { ProjectStore, type SubjectSeed, type TopicSeed } from './store.ts'

/** What the mock needs to be told. */
export interface MockHopsworksOptions {
  /** PEM texts of the server's private key and certificate chain. */
  readonly tls: { readonly key: string; readonly cert: string }
  /** Address to listen on. @default '127.0.0.1' */
  readonly host?: string
  /** Port to listen on; 0 takes a free one. @default 0 */
  readonly port?: number
  /** The one project there is. */
  readonly project: { readonly id: number; readonly name: string }
  /** The one key that is accepted, in Hopsworks' form `<prefix>.<secret>`. */
  readonly apiKey: string
  /** Registered in this order at start, after the subject that every project begins with. */
  readonly subjects: readonly SubjectSeed[]
  /** Each names a subject version that `subjects` registers. */
  readonly topics: readonly TopicSeed[]
}

/** One answered request; the query and the headers are left out, so it holds no secret. */
export interface JournalEntry {
  readonly method: string
  readonly path: string
  readonly status: number
}

/** A running mock. */
export interface MockHopsworks extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** `https://host:port/hopsworks-api/api` */
  readonly url: string
  /** The last 1000 answered requests, oldest first. */
  readonly requests: readonly JournalEntry[]
  /** Stops listening and drops every connection; may be called twice. */
  close(): Promise<void>
}

const MAX_BODY_BYTES = 1024 * 1024
const MAX_JOURNAL_ENTRIES = 1000

/**
 * Starts an HTTPS server that answers as a Hopsworks project does.
 *
 * @throws {MockHopsworksError} when the options contradict themselves, a schema is not Avro, the
 *   key pair cannot be used or the address cannot be listened on
 */
export async function startMockHopsworks(options: MockHopsworksOptions): Promise<MockHopsworks> {
  const { host = '127.0.0.1', apiKey } = options
  const project = createProject(options)
  const journal: JournalEntry[] = []
  const server = createTlsServer(options, (request, response) => {
    void respond(request, (received) => dispatch(received, project, apiKey))
      .then(({ answer, entry }) => {
        journal.push(entry)
        if (journal.length > MAX_JOURNAL_ENTRIES) journal.shift()
        send(response, answer)
      })
      .catch(() => response.destroy())
  })
  const port = await listen(server, host, options.port ?? 0)
  const close = (): Promise<void> => stop(server)
  return {
    host,
    port,
    url: `https://${host.includes(':') ? `[${host}]` : host}:${port}${BASE_PATH}`,
    requests: journal,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function createProject({ project, apiKey, subjects, topics }: MockHopsworksOptions): Project {
  if (!isApiKey(apiKey)) {
    throw new MockHopsworksError('ERR_MOCK_HOPSWORKS_BAD_OPTIONS', {
      what: 'apiKey',
      because: 'it has not the form of a Hopsworks key',
      fix: 'Give a prefix and a secret, joined by one dot.',
    })
  }
  return { ...project, store: new ProjectStore(subjects, topics) }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void

function createTlsServer({ tls }: MockHopsworksOptions, listener: Listener): Server {
  try {
    return createServer({ key: tls.key, cert: tls.cert }, listener)
  } catch (cause) {
    throw new MockHopsworksError('ERR_MOCK_HOPSWORKS_BAD_OPTIONS', {
      what: 'tls',
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

type Dispatch = (received: Parameters<typeof dispatch>[0]) => Answer
type Outcome = { readonly answer: Answer; readonly entry: JournalEntry }

async function respond(request: IncomingMessage, ask: Dispatch): Promise<Outcome> {
  const { method = '', url = '', headers } = request
  const [path = ''] = url.split('?')
  const body = await readBody(request)
  const answer =
    body === undefined
      ? { ...webFault(413), headers: { connection: 'close' } }
      : guard(() =>
          ask({
            method,
            path,
            headers: {
              authorization: headers.authorization,
              accept: headers.accept,
              contentType: headers['content-type'],
            },
            body,
          }),
        )
  return { answer, entry: { method, path, status: answer.status } }
}

/** A fault of the mock's own is an answer too, as it is on a Hopsworks. */
function guard(ask: () => Answer): Answer {
  try {
    return ask()
  } catch {
    return hopsworksError(120000)
  }
}

/**
 * The body as text; undefined when it is longer than the mock reads. Reading stops there without
 * ending the request, for that would take the connection away under the answer.
 */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer): void => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= MAX_BODY_BYTES) return
      request.off('data', take).pause()
      resolve(undefined)
    }
    request.on('data', take)
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.once('error', reject)
  })
}

function send(response: ServerResponse, { status, contentType, body, headers }: Answer): void {
  response.writeHead(status, {
    ...headers,
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
