import { GenericContainer, type WaitStrategy } from 'testcontainers'
import { LOOPBACK } from '../ports.ts'
import { LABEL, type Labels } from './labels.ts'

/** Where a container stands. */
export interface ContainerPlace {
  /** Name of the sandbox's network. */
  readonly network: string
  /** Its name in that network. */
  readonly alias: string
  readonly labels: Labels
  /** A port of the container, and the one of the engine's machine at which it is reached. */
  readonly publish: { readonly container: number; readonly host: number }
  /** Whether only this machine may reach it; an engine elsewhere has to open it to us. */
  readonly loopbackOnly: boolean
}

/** A file that is put into a container before it starts. */
export interface ContainerFile {
  readonly target: string
  readonly content: string
}

/**
 * Readable by the server's user, who is not the one to whom copied files belong; writable by its owner,
 * since Kafka's entry point writes to a copy that has the same mode.
 */
const READABLE = 0o644

/** A container of testcontainers that is published where the sandbox wants it, and labelled as its own. */
export class SandboxContainer extends GenericContainer {
  constructor(image: string, { network, alias, labels, publish, loopbackOnly }: ContainerPlace) {
    super(image)
    this.withNetworkMode(network)
      .withNetworkAliases(alias)
      .withLabels({ ...labels, [LABEL.role]: alias })
    this.withExposedPorts(publish)
    // Testcontainers itself publishes on all interfaces.
    const address = loopbackOnly ? { HostIp: LOOPBACK } : {}
    this.hostConfig.PortBindings = {
      [`${publish.container}/tcp`]: [{ ...address, HostPort: String(publish.host) }],
    }
    // One that logs without end should not fill the engine's disk.
    this.hostConfig.LogConfig = {
      Type: 'json-file',
      Config: { 'max-size': '20m', 'max-file': '2' },
    }
  }

  /** Puts files into the container before it starts. */
  withFiles(files: readonly ContainerFile[]): this {
    return this.withCopyContentToContainer(files.map((file) => ({ ...file, mode: READABLE })))
  }
}

/** Hands the wait for a container to a function, which gets its id. */
export function readyWhen(wait: (id: string) => Promise<void>): WaitStrategy {
  const strategy: WaitStrategy = {
    waitUntilReady: ({ id }) => wait(id),
    withStartupTimeout: () => strategy,
    isStartupTimeoutSet: () => true,
    getStartupTimeout: () => 0,
  }
  return strategy
}
