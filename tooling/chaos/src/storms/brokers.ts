import { anyNetworkFault } from './network.ts'
import { every, pause, pick, rounds } from './steps.ts'
import type { Storm, StormContext } from './storm.ts'

const IDS = [1, 2, 3]
/** Time for a broker's leaders to move, and for its replicas to catch up before the next one dies. */
const DEAD_MS = 2_000
const CATCH_UP_MS = 4_000

/** Kills a broker and starts it again; the fault is over as soon as it has begun: others can take its place. */
async function killOne({ cluster, random, signal }: StormContext): Promise<void> {
  const id = pick(IDS, random)
  await cluster.killBroker(id)
  await pause(DEAD_MS, signal)
  await cluster.restartBroker(id)
}

/** Brokers die by kill -9, one after another, and come back. */
export const brokerKills: Storm = async (context) => {
  const windows = await rounds(CATCH_UP_MS, killOne)(context)
  return windows.map(({ fromMs }) => ({ fromMs, toMs: fromMs }))
}

async function pauseOne({ cluster, random, signal }: StormContext): Promise<void> {
  const id = pick(IDS, random)
  await cluster.pauseBroker(id)
  await pause(6_000, signal)
  await cluster.resumeBroker(id)
}

/** A fault of any kind every 15 s: as Jepsen does it. */
export const soak: Storm = every(15_000, (context) =>
  pick(
    [anyNetworkFault, anyNetworkFault, anyNetworkFault, killOne, pauseOne],
    context.random,
  )(context),
)
