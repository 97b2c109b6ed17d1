import type { Bench } from '../runner.ts'
import { certs } from './certs.ts'
import { codec } from './codec.ts'
import { consume } from './consume.ts'
import { plot } from './plot.ts'
import { plotClients } from './plot-clients.ts'
import { produce } from './produce.ts'
import { produceMemory } from './produce-memory.ts'
import { registry } from './registry.ts'

/** Every bench by the name it is called with. */
export const benches: Readonly<Record<string, Bench>> = {
  certs,
  codec,
  consume,
  plot,
  'plot-clients': plotClients,
  registry,
  produce,
  'produce-memory': produceMemory,
}
