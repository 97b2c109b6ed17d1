import { once } from 'node:events'
import { createServer } from 'node:net'
import { getContainerRuntimeClient } from 'testcontainers'
import { LOOPBACK } from '../ports.ts'
import type { EngineEndpoint } from './endpoint.ts'

/** The host at which what the engine publishes is reached. */
export async function engineHost({ socketPath }: EngineEndpoint): Promise<string> {
  const { host } = (await getContainerRuntimeClient()).info.containerRuntime
  if (['localhost', LOOPBACK, '::1'].includes(host)) return LOOPBACK
  // Inside a container testcontainers names the gateway of the engine's network. Where that is an
  // address of our own, the engine runs in here too, and its loopback is ours.
  const guessed = socketPath !== undefined && !process.env['TESTCONTAINERS_HOST_OVERRIDE']
  return guessed && (await isOurs(host)) ? LOOPBACK : host
}

/**
 * Whether an address is this machine's. Node's list of interfaces leaves out those without a
 * carrier, as the engine's bridge is while nothing is attached to it.
 */
export async function isOurs(address: string): Promise<boolean> {
  const server = createServer()
  try {
    await once(server.listen(0, address), 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
