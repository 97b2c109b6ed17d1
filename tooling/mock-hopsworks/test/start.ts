import { randomBytes } from 'node:crypto'
import { Agent, request } from 'undici'
import {
  type Fault,
  type MockHopsworks,
  type MockHopsworksOptions,
  startMockHopsworks,
} from '../src/index.ts'
import { mintServerPair, type TlsPair } from './tls.ts'

export const JSON_TYPE = 'application/json'

/** A key of Hopsworks' form, another one each time. */
export function newKey(): string {
  return `${randomBytes(8).toString('hex')}.${randomBytes(32).toString('hex')}`
}

/** One for all mocks of a test file. */
let pair: TlsPair | undefined

/** What to ask with. */
export interface Asking {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** @default the mock's own key */
  readonly key?: string
  /** Sent as JSON. */
  readonly body?: unknown
  readonly contentType?: string
  readonly accept?: string
}

/** A mock with the project 119 `demo`, and a client that trusts it. */
export interface Started extends AsyncDisposable {
  readonly mock: MockHopsworks
  /** @param path below `/hopsworks-api/api/`; one that begins with a slash is below the host */
  ask(path: string, asking?: Asking): Promise<Asked>
  /** The same below the project's `kafka/`. */
  kafka(path: string, asking?: Asking): Promise<Asked>
  strike(fault: Fault): void
}

export interface Asked {
  readonly status: number
  readonly type: string | undefined
  readonly location: string | undefined
  readonly challenge: string | undefined
  readonly text: string
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown
}

export async function start(options: Partial<MockHopsworksOptions> = {}): Promise<Started> {
  pair ??= mintServerPair()
  const apiKey = newKey()
  const mock = await startMockHopsworks({
    tls: pair,
    project: { id: 119, name: 'demo' },
    apiKey,
    subjects: [],
    topics: [],
    ...options,
  })
  const agent = new Agent({ connect: { ca: pair.cert } })
  const ask = async (path: string, asking: Asking = {}): Promise<Asked> => {
    const { method = 'GET', key = options.apiKey ?? apiKey, body, accept, contentType } = asking
    const url = path.startsWith('/') ? new URL(path, mock.url).href : `${mock.url}/${path}`
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers: {
        authorization: `ApiKey ${key}`,
        ...(accept === undefined ? {} : { accept }),
        ...(body === undefined ? {} : { 'content-type': contentType ?? JSON_TYPE }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.body.text()
    const { headers } = answer
    return {
      status: answer.statusCode,
      type: headers['content-type']?.toString(),
      location: headers['location']?.toString(),
      challenge: headers['www-authenticate']?.toString(),
      text,
      json: jsonOf(text),
    }
  }
  return {
    mock,
    ask,
    kafka: (path, asking) => ask(`project/119/kafka/${path}`, asking),
    strike: (fault) => mock.faults.add(fault),
    async [Symbol.asyncDispose]() {
      await agent.destroy()
      await mock.close()
    },
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A record schema of these fields; a field with a default is `name=default`. */
export function record(name: string, ...fields: readonly string[]): string {
  return JSON.stringify({
    type: 'record',
    name,
    fields: fields.map((field) => {
      const [fieldName, fallback] = field.split('=')
      return {
        name: fieldName,
        type: 'int',
        ...(fallback === undefined ? {} : { default: Number(fallback) }),
      }
    }),
  })
}
