import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** An HTTPS server that has the guide's schema behind every id. */
export interface SchemaServer {
  /** `https://127.0.0.1:port` */
  readonly url: string
  /** Its certificate, as PEM. */
  readonly ca: string
  close(): Promise<void>
}

/** Starts it in a process of its own, so that its work is not counted as the client's. */
export async function startSchemaServer(): Promise<SchemaServer> {
  const main = join(import.meta.dirname, 'schema-server-main.ts')
  const server = spawn(process.execPath, ['--import', 'tsx', main], {
    cwd: import.meta.dirname,
    // It ends with its stdin, so also when this process dies.
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]
  const { url, ca } = JSON.parse(line) as { readonly url: string; readonly ca: string }
  return {
    url,
    ca,
    async close() {
      const ended = once(server, 'exit')
      server.stdin.end()
      await ended
    },
  }
}
