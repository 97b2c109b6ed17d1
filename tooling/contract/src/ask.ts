import { Agent, type Dispatcher, request } from 'undici'
import type { Request } from './case.ts'
import type { Target } from './target.ts'

/** What came back, whatever it is. */
export interface Answered {
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Asks a server without any client of ours. */
export class Asker {
  readonly #target: Target
  readonly #agent: Agent

  constructor(target: Target) {
    this.#target = target
    this.#agent = new Agent(target.ca === undefined ? {} : { connect: { ca: target.ca } })
  }

  async ask({ method, path, body, key = 'own', ...types }: Request): Promise<Answered> {
    const { registryUrl, apiUrl } = this.#target
    const url = path.startsWith('api:') ? `${apiUrl}/${path.slice(4)}` : `${registryUrl}/${path}`
    const authorization = this.#target.authorization(key)
    const { contentType = 'application/json', accept } = types
    const response = await request(url, {
      dispatcher: this.#agent,
      method,
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...(accept === undefined ? {} : { accept }),
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return read(response)
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

async function read({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Answered> {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const)
  const all = Object.fromEntries(texts)
  const type = all['content-type']?.split(';')[0]?.trim() ?? ''
  return { status: statusCode, type, headers: all, text: await body.text() }
}
