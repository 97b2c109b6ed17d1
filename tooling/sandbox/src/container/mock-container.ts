import type { MockHopsworksOptions } from '@hops-kafka/mock-hopsworks'
import type { MockPlan, RunningMock } from '../engine.ts'
import { SandboxError } from '../errors.ts'
import { lastWords } from '../last-words.ts'
import type { EngineApi } from './engine-api.ts'
import { engineFault } from './engine-faults.ts'
import { removeContainer } from './left-behind.ts'
import { LogFollower } from './log-follower.ts'
import { type ContainerPlace, readyWhen, SandboxContainer } from './sandbox-container.ts'

/** Name and port of the REST server in the sandbox's network. */
export const HOPSWORKS = { alias: 'hopsworks', port: 8443 } as const

/** Where the image's program looks for its options. */
const OPTIONS_FILE = '/etc/mock-hopsworks/options.json'
const START_MS = 60_000

/** What a container of the REST server is made of. */
export interface MockContainerPlan extends ContainerPlace {
  readonly api: EngineApi
  readonly image: string
  readonly content: Omit<MockPlan, 'port'>
  /** The host at which this process reaches it. */
  readonly host: string
  /** For what it says. */
  readonly logFile: string
}

/** Starts the REST server, and waits until it listens. @throws {SandboxError} */
export async function startMockContainer(plan: MockContainerPlan): Promise<RunningMock> {
  const { api, host, publish } = plan
  const container = new SandboxContainer(plan.image, plan)
    .withFiles([{ target: OPTIONS_FILE, content: JSON.stringify(optionsOf(plan.content)) }])
    .withWaitStrategy(readyWhen((id) => listening(plan, id)))
  try {
    const started = await container.start()
    const port = publish.host
    return {
      port,
      url: `https://${host}:${port}/hopsworks-api/api`,
      close: () => removeContainer(api, started.getId()),
    }
  } catch (cause) {
    throw engineFault('The REST server', cause, publish.host)
  }
}

function optionsOf({ tls, ...content }: MockContainerPlan['content']): MockHopsworksOptions {
  const { key, chain } = tls
  return { ...content, tls: { key, cert: chain }, host: '0.0.0.0', port: HOPSWORKS.port }
}

async function listening({ api, logFile }: MockContainerPlan, id: string): Promise<void> {
  const log = await LogFollower.start(api, id, new Date(0).toISOString(), logFile)
  const outcome = await log.waitFor(/listening on /, START_MS)
  if (outcome === 'said') return
  throw new SandboxError('ERR_SANDBOX_ENGINE', {
    what: 'The container of the REST server',
    because:
      outcome === 'late'
        ? `it does not listen after ${START_MS / 1000} s`
        : `it ended; its last words were: ${lastWords(log.tail)}`,
    fix: 'Unset HOPS_KAFKA_MOCK_IMAGE if it is set; else report this.',
  })
}
