import { join } from 'node:path'
import { MockHopsworksError, startMockHopsworks } from '@hops-kafka/mock-hopsworks'
import type { ClusterSettings } from '../cluster-settings.ts'
import type {
  BrokerCertificates,
  Engine,
  EnginePlan,
  MockPlan,
  RunningBrokers,
  RunningMock,
} from '../engine.ts'
import { SandboxError } from '../errors.ts'
import { BROKER_FOLDER } from '../layout.ts'
import { LOOPBACK } from '../ports.ts'
import { addAuthorizer } from './authorizer.ts'
import { findJava } from './java.ts'
import { findKafkaJars } from './kafka-jars.ts'
import type { KafkaRuntime } from './kafka-runtime.ts'
import { startBrokers } from './start-brokers.ts'

/** Kafka as child processes on a local Java; the REST server in this process. */
export class JvmEngine implements Engine {
  readonly name = 'jvm'
  readonly host = LOOPBACK
  readonly #plan: EnginePlan
  readonly #runtime: KafkaRuntime

  private constructor(plan: EnginePlan, runtime: KafkaRuntime) {
    this.#plan = plan
    this.#runtime = runtime
  }

  /** @throws {SandboxError} when Java or Kafka's jars cannot be had */
  static async open(plan: EnginePlan): Promise<JvmEngine> {
    const { kafkaVersion, onProgress } = plan
    const version = kafkaVersion === undefined ? {} : { version: kafkaVersion }
    const java = await findJava()
    return new JvmEngine(plan, { java, jars: await findKafkaJars({ onProgress, ...version }) })
  }

  get kafkaVersion(): string {
    return this.#runtime.jars.version
  }

  async startBrokers(
    certificates: BrokerCertificates,
    settings: ClusterSettings,
  ): Promise<RunningBrokers> {
    const { directory, disposable, onProgress } = this.#plan
    const choice = settings.denyIdempotentWrite
      ? await addAuthorizer(this.#runtime, onProgress)
      : { runtime: this.#runtime }
    return await startBrokers({
      ...choice,
      folder: join(directory, BROKER_FOLDER),
      certificates,
      settings,
      ...(disposable ? { removeOnCrash: directory } : {}),
    })
  }

  async startMock({ tls, port, ...content }: MockPlan): Promise<RunningMock> {
    try {
      return await startMockHopsworks({ ...content, port, tls: { key: tls.key, cert: tls.chain } })
    } catch (cause) {
      throw new SandboxError('ERR_SANDBOX_PORT_TAKEN', {
        what: `The REST server on port ${port}`,
        because: cause instanceof MockHopsworksError ? cause.because : String(cause),
        fix: 'Choose another by --rest-port (restPort), or end the program that holds it; ports below 1024 may need a privilege.',
        cause,
      })
    }
  }

  async close(): Promise<void> {
    // Processes of their own have nothing in common.
  }
}
