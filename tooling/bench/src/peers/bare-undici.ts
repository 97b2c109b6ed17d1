import { Agent, request } from 'undici'
import type { SchemaServer } from './schema-server.ts'

/** The least that can be done: one request over a kept connection, its JSON parsed. */
export function bareUndici({ url, ca }: SchemaServer) {
  const dispatcher = new Agent({ connections: 4, connect: { ca } })
  const headers = { authorization: 'ApiKey prefix.secret', accept: 'application/json' }
  return {
    async get(id: number): Promise<string> {
      const path = `${url}/hopsworks-api/api/project/119/kafka/schemas/ids/${id}`
      const { body } = await request(path, { dispatcher, headers })
      return ((await body.json()) as { readonly schema: string }).schema
    },
    async close(): Promise<void> {
      await dispatcher.destroy()
    },
  }
}
