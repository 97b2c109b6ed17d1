import { LOOPBACK } from '../ports.ts'
import type { BrokerListeners } from '../server-properties.ts'

/** The two ports of a broker, both on loopback. */
export interface BrokerPorts {
  readonly client: number
  readonly controller: number
}

/** A broker that everybody reaches on the loopback address. */
export function listenersOn({ client, controller }: BrokerPorts): BrokerListeners {
  const address = `${LOOPBACK}:${client}`
  return {
    clients: [{ name: 'CLIENT', bind: address, advertised: address }],
    controllerPort: controller,
  }
}
