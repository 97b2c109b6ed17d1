import { LOOPBACK } from '../ports.ts'
import type { BrokerListeners, ClientListener } from '../server-properties.ts'

/** The ports of a broker, all on loopback. */
export interface BrokerPorts {
  readonly client: number
  readonly controller: number
  /** Where brokers and the sandbox itself come, if not to `client`. */
  readonly inner?: number
}

/** Where a broker listens, and at which `host:port` it tells clients to come: there, unless it is said. */
export function listenersOn(ports: BrokerPorts, advertised?: string): BrokerListeners {
  const client = listener('CLIENT', ports.client, advertised)
  return {
    // The first is the one at which brokers reach each other.
    clients: ports.inner === undefined ? [client] : [listener('INNER', ports.inner), client],
    controllerPort: ports.controller,
  }
}

function listener(name: string, port: number, advertised?: string): ClientListener {
  const bind = `${LOOPBACK}:${port}`
  return { name, bind, advertised: advertised ?? bind }
}
