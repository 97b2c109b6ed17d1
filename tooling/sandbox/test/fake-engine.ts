import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** How a fake engine answers: a status and JSON, or `silence`. */
export type FakeAnswer = readonly [status: number, body: unknown] | 'silence'

/** Answers by beginnings of `METHOD /path`; the first that fits is taken. */
export type FakeAnswers = Readonly<Record<string, FakeAnswer>>

/** A container engine in a state into which a real one cannot be brought. */
export interface FakeEngine extends AsyncDisposable {
  /** What it answers from now on. */
  answers: FakeAnswers
  /** What it was asked: `METHOD /path`. */
  readonly asked: string[]
}

/** Listens on a socket as an engine would. */
export async function startFakeEngine(socketPath: string): Promise<FakeEngine> {
  const asked: string[] = []
  const fake = { answers: {} as FakeAnswers, asked }
  const server = createServer((request, response) => answer(request, response, fake))
  await once(server.listen(socketPath), 'listening')
  return Object.assign(fake, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  })
}

function answer(
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
  { answers, asked }: Pick<FakeEngine, 'answers' | 'asked'>,
): void {
  const [path = ''] = url.split('?')
  const question = `${method} ${path}`
  asked.push(question)
  const fitting = Object.keys(answers).find((beginning) => question.startsWith(beginning))
  const given = answers[fitting ?? ''] ?? [404, { message: `no such thing: ${path}` }]
  if (given === 'silence') return
  const [status, body] = given
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
