import { join } from 'node:path'
import { type ClusterSettings, countBrokers } from '../cluster-settings.ts'
import type { BrokerCertificates, RunningBrokers } from '../engine.ts'
import { SandboxError } from '../errors.ts'
import { freePorts, LOOPBACK } from '../ports.ts'
import { Broker, type BrokerPlan } from './broker.ts'
import type { BrokerPorts } from './broker-ports.ts'
import { randomUuid } from './data-folder.ts'
import type { KafkaRuntime } from './kafka-runtime.ts'

/** What the brokers of a sandbox have in common. */
export interface BrokersPlan {
  readonly runtime: KafkaRuntime
  readonly certificates: BrokerCertificates
  /** One broker lives in it, several in a folder each below it. */
  readonly folder: string
  /** Deleted if this process dies without stopping the brokers. */
  readonly removeOnCrash?: string
  readonly settings: ClusterSettings
  /** Class name of the authorizer. @default Kafka's own */
  readonly authorizer?: string
}

/** Others may take a port between our look and the broker's. */
const PORT_TRIES = 5

/**
 * Starts the brokers on free ports, all at once: none is up before most of them are.
 *
 * @throws {SandboxError} ERR_SANDBOX_BAD_ARGUMENT, ERR_SANDBOX_BROKER_DIED, ERR_SANDBOX_PORT_TAKEN,
 *   ERR_SANDBOX_TIMEOUT, ERR_SANDBOX_UNWRITABLE
 */
export async function startBrokers(plan: BrokersPlan): Promise<RunningBrokers> {
  for (let left = PORT_TRIES; ; left--) {
    try {
      return await startAll(await layOut(plan))
    } catch (error) {
      const portTaken = error instanceof SandboxError && error.code === 'ERR_SANDBOX_PORT_TAKEN'
      if (!portTaken || left === 1) throw error
    }
  }
}

async function layOut(plan: BrokersPlan): Promise<BrokerPlan[]> {
  const { runtime, certificates, folder, settings, removeOnCrash, authorizer } = plan
  const count = countBrokers(settings)
  const ports = await choosePorts(count, count > 1 || settings.advertise !== undefined)
  const cluster = {
    clusterId: randomUuid(),
    controllerPorts: ports.map(({ controller }) => controller),
    ...(authorizer === undefined ? {} : { authorizer }),
  }
  return await Promise.all(
    ports.map(async (own, index) => {
      const id = index + 1
      const advertised = await settings.advertise?.({ id, host: LOOPBACK, port: own.client })
      return {
        runtime,
        certificates,
        folder: count === 1 ? folder : join(folder, String(id)),
        node: { ...cluster, id },
        ports: own,
        ...(removeOnCrash === undefined ? {} : { removeOnCrash }),
        ...(advertised === undefined ? {} : { advertised }),
      }
    }),
  )
}

async function choosePorts(count: number, withInner: boolean): Promise<BrokerPorts[]> {
  const kinds = withInner ? 3 : 2
  const ports = await freePorts(count * kinds)
  return Array.from({ length: count }, (_, index) => {
    const [client = 0, controller = 0, inner] = ports.slice(index * kinds, (index + 1) * kinds)
    return inner === undefined ? { client, controller } : { client, controller, inner }
  })
}

async function startAll(plans: readonly BrokerPlan[]): Promise<RunningBrokers> {
  const starts = await Promise.allSettled(plans.map((plan) => Broker.start(plan)))
  const brokers = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
  const failed = starts.find((start) => start.status === 'rejected')
  const [first, ...others] = brokers
  if (failed === undefined && first !== undefined) return [first, ...others]
  await Promise.all(brokers.map((broker) => broker.kill()))
  throw failed?.reason
}
