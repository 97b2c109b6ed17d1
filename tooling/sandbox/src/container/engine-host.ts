import { networkInterfaces } from 'node:os'
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
  return guessed && ownAddresses().includes(host) ? LOOPBACK : host
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap(
    (all) => all?.map(({ address }) => address) ?? [],
  )
}
