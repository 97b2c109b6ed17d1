import { KafkaError } from '../errors.ts'
import type { BrokerTls } from './broker-tls.ts'
import { type BrokerAddress, sameAddress } from './connection.ts'
import { type Dialled, dialBroker } from './dial-broker.ts'
import { advertisedFault } from './tls-fault.ts'

/** What a preflight needs to know. */
export interface Preflight {
  readonly brokers: readonly BrokerAddress[]
  readonly tls: BrokerTls
  /** Limit for all bootstrap brokers together, and again for all that the cluster advertises, in ms. */
  readonly timeoutMs: number
}

/**
 * Has one bootstrap broker answer, and one at the addresses that the cluster advertises, so that a permanent fault is
 * told at once and in words; KafkaJS alone would retry it for a while.
 * @throws KafkaError with the most telling fault, when none answers
 */
export async function preflight({ brokers, tls, timeoutMs }: Preflight): Promise<void> {
  const { advertised } = await firstOf(brokers, tls, timeoutMs)
  // Mostly the cluster is asked at an address that it advertises itself.
  if (advertised.length === 0 || brokers.some((each) => isAmong(advertised, each))) return
  try {
    await firstOf(advertised, tls, timeoutMs)
  } catch (fault) {
    throw advertisedFault(fault)
  }
}

function isAmong(brokers: readonly BrokerAddress[], broker: BrokerAddress): boolean {
  return brokers.some((each) => sameAddress(each, broker))
}

async function firstOf(
  brokers: readonly BrokerAddress[],
  tls: BrokerTls,
  timeoutMs: number,
): Promise<Dialled> {
  const others = new AbortController()
  const { signal } = others
  const dials = brokers.map((broker) => dialBroker({ broker, tls, timeoutMs, signal }))
  try {
    return await Promise.any(dials)
  } catch (failures) {
    throw mostTelling(failures)
  } finally {
    others.abort()
    for (const dial of dials) dial.then(hangUp, () => {})
  }
}

function hangUp({ socket }: Dialled): void {
  socket.destroy()
}

/** A fault of TLS says more than a broker that is down, since it holds for the whole cluster. */
function mostTelling(failures: unknown): unknown {
  if (!(failures instanceof AggregateError)) return failures
  const errors: readonly unknown[] = failures.errors
  const permanent = errors.find((error) => error instanceof KafkaError && !error.retriable)
  return permanent ?? errors[0]
}
