import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, it, vi } from 'vitest'
import { startSandbox } from '../../src/index.ts'
import { CONTAINERS, containersOf } from '../kafka/engines.ts'
import { projectClient, readConfig, receive, send } from '../kafka/project-client.ts'

const SOCKET = '/var/run/docker.sock'

const address = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address

const why = address === undefined ? ' (skipped: no address but loopback)' : ''

// A suite of its own, since testcontainers asks once per process where the engine is.
it.skipIf(CONTAINERS.missing || address === undefined)(
  `opens its ports to this machine when the engine is elsewhere, ${CONTAINERS.title}${why}`,
  async () => {
    await using engine = await engineAt(address ?? '')
    vi.stubEnv('DOCKER_HOST', `tcp://${address}:${engine.port}`)
    const told: string[] = []
    const onProgress = (text: string): void => void told.push(text)
    await using sandbox = await startSandbox({ engine: 'container', onProgress })
    expect(told).toContainEqual(expect.stringContaining('on all its interfaces'))
    const config = await readConfig(sandbox.configFile)
    expect(config['hops']?.['url']).toBe(address)
    expect(sandbox.brokers[0]).toMatch(`${address}:`)
    expect(sandbox.mock.url).toMatch(`https://${address}:`)
    const client = await projectClient(sandbox.configFile)
    await send(client, 'temperature', ['from afar'])
    expect(await receive(client, 'temperature', 1)).toEqual(['from afar'])
    const ports = (await containersOf(sandbox.directory)).flatMap(({ Ports }) => Ports)
    expect(ports.map(({ IP }) => IP)).toContain('0.0.0.0')
    await sandbox.stop()
    expect(await containersOf(sandbox.directory)).toEqual([])
  },
)

/** The engine of this machine, at an address that is not loopback. */
async function engineAt(host: string): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((client) => {
    const engine = connect(SOCKET)
    client.pipe(engine).pipe(client)
    client.on('error', () => engine.destroy())
    engine.on('error', () => client.destroy())
    engine.once('close', () => client.destroy())
  })
  await once(server.listen(0, host), 'listening')
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound ? bound.port : 0,
    [Symbol.asyncDispose]: async () => {
      vi.unstubAllEnvs()
      server.close()
    },
  }
}
