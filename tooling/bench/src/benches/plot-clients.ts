import { startPlottingConsumers } from '../peers/plotting-consumer.ts'
import type { Arena, Bench } from '../runner.ts'

/** Of these the last never reads. */
const CLIENTS = 10

/** What those who look at a plot cost the consumer that feeds it. */
export const plotClients: Bench = {
  about: `a consumer of a real Kafka that plots: ${CLIENTS} stream clients, one of which never reads, against none`,
  async setUp(): Promise<Arena> {
    const consumers = await startPlottingConsumers(CLIENTS)
    if (!consumers.available) {
      return { comparisons: [], notes: [`left out: ${consumers.reason}`], close: async () => {} }
    }
    const { watched, alone, close } = consumers
    const comparison = { title: 'a record read and plotted', ours: watched, peers: [alone] }
    return { comparisons: [comparison], notes: [], close }
  },
}
