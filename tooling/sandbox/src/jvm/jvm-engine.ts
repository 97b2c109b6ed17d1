import { join } from 'node:path'
import { MockHopsworksError, startMockHopsworks } from '@hops-kafka/mock-hopsworks'
import type {
  BrokerCertificates,
  Engine,
  EnginePlan,
  MockPlan,
  RunningBroker,
  RunningMock,
} from '../engine.ts'
import { SandboxError } from '../errors.ts'
import { BROKER_FOLDER } from '../layout.ts'
import { LOOPBACK } from '../ports.ts'
import { Broker } from './broker.ts'
import { findJava } from './java.ts'
import { findKafkaJars } from './kafka-jars.ts'
import type { KafkaRuntime } from './kafka-runtime.ts'

/** Kafka as a child process on a local Java; the REST server in this process. */
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

  async startBroker(certificates: BrokerCertificates): Promise<RunningBroker> {
    const { directory, disposable } = this.#plan
    return await Broker.start({
      folder: join(directory, BROKER_FOLDER),
      runtime: this.#runtime,
      certificates,
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
    // Two processes of their own have nothing in common.
  }
}
