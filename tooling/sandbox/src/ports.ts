import { once } from 'node:events'
import { connect, createServer } from 'node:net'

export const LOOPBACK = '127.0.0.1'

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  try {
    return await Promise.all(
      servers.map(async (server) => {
        await once(server.listen(0, LOOPBACK), 'listening')
        const address = server.address()
        return typeof address === 'object' && address !== null ? address.port : 0
      }),
    )
  } finally {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  }
}

/** Whether something accepts connections on a loopback port. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK)
    const end = (listening: boolean) => () => {
      socket.destroy()
      resolve(listening)
    }
    socket.once('connect', end(true)).once('error', end(false)).setTimeout(1000, end(false))
  })
}
