import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningBroker } from '../engine.ts'
import type { SandboxError } from '../errors.ts'
import { makeOwnFolder, readIfThere, writeFileAtomically, writing } from '../files.ts'
import { BROKER_LOG, BROKER_OUTPUT, PREVIOUS_BROKER_LOG } from '../layout.ts'
import type { Certificates } from '../mint.ts'
import { LOOPBACK } from '../ports.ts'
import { type ClusterNode, SERVER_FILES, serverProperties } from '../server-properties.ts'
import { brokerDied, brokerMute, brokerTooSlow } from './broker-faults.ts'
import { type BrokerPorts, listenersOn } from './broker-ports.ts'
import { type BrokerFolder, BrokerProcess } from './broker-process.ts'
import { type DataOwner, prepareData } from './data-folder.ts'
import type { KafkaRuntime } from './kafka-runtime.ts'
import { killStaleBroker, notePid } from './stale-broker.ts'

/** What a broker is made of. */
export interface BrokerPlan extends BrokerFolder {
  readonly runtime: KafkaRuntime
  readonly certificates: Pick<Certificates, 'broker' | 'root'>
  readonly node: ClusterNode & DataOwner
  readonly ports: BrokerPorts
  /** `host:port` at which clients are told to come. @default where the broker listens */
  readonly advertised?: string
}

/** A busy machine may need a minute; an idle one needs 3 to 5 s. */
const START_MS = 120_000
const POLL_MS = 20
/** One Kafka node that can be killed and started again on the same ports and data. */
export class Broker implements RunningBroker {
  readonly #plan: BrokerPlan
  #process: BrokerProcess
  #onDeath: () => void = () => undefined

  private constructor(plan: BrokerPlan, running: BrokerProcess) {
    this.#plan = plan
    this.#process = this.#watch(running)
  }

  /**
   * Formats the data if there are none, and starts Kafka.
   *
   * @throws {SandboxError} ERR_SANDBOX_BROKER_DIED, ERR_SANDBOX_PORT_TAKEN, ERR_SANDBOX_TIMEOUT,
   *   ERR_SANDBOX_UNWRITABLE
   */
  static async start(plan: BrokerPlan): Promise<Broker> {
    const { folder, certificates, runtime, node } = plan
    await makeOwnFolder(folder)
    await killStaleBroker(folder)
    await prepareData(runtime, folder, node)
    await writeFileAtomically(
      join(folder, SERVER_FILES.key),
      certificates.broker.key + certificates.broker.chain,
    )
    await writeFileAtomically(join(folder, SERVER_FILES.trust), certificates.root)
    return new Broker(plan, await launch(plan))
  }

  get address(): string {
    return this.#plan.advertised ?? `${LOOPBACK}:${this.#plan.ports.client}`
  }

  get port(): number {
    return Number(this.address.split(':').at(-1))
  }

  get directAddress(): string {
    const { client, inner = client } = this.#plan.ports
    return `${LOOPBACK}:${inner}`
  }

  /** How the process has ended, in words; undefined while it runs. */
  get ended(): string | undefined {
    return this.#process.ended
  }

  /** Calls back when the process ends though nobody asked it to. */
  onDeath(listener: () => void): void {
    this.#onDeath = listener
  }

  /** Ends the broker at once, as a power cut would. */
  async kill(): Promise<void> {
    await this.#end((running) => running.kill())
  }

  /** Starts the broker again, after {@link kill}, on the same ports and data. */
  async restart(): Promise<void> {
    await this.kill()
    this.#process = this.#watch(await launch(this.#plan))
  }

  /** Stops the broker's time: its connections stay open and get no answer. */
  async pause(): Promise<void> {
    this.#process.signal('SIGSTOP')
  }

  /** Lets a paused broker go on. */
  async resume(): Promise<void> {
    this.#process.signal('SIGCONT')
  }

  /** What the broker has logged since its last start. */
  async log(): Promise<string> {
    return (await readIfThere(join(this.#plan.folder, BROKER_LOG))) ?? ''
  }

  /** Lets the broker close its files, so that its data can be used again. */
  async stop(): Promise<void> {
    await this.#end((running) => running.stop())
  }

  /** Ends a broker whose data nobody will want. */
  async discard(): Promise<void> {
    await this.#end((running) => running.discard())
  }

  async #end(how: (running: BrokerProcess) => Promise<void>): Promise<void> {
    const onDeath = this.#onDeath
    this.#onDeath = () => undefined
    await how(this.#process)
    this.#onDeath = onDeath
  }

  #watch(running: BrokerProcess): BrokerProcess {
    running.onExit(() => this.#onDeath())
    return running
  }
}

async function launch(plan: BrokerPlan): Promise<BrokerProcess> {
  const { folder, runtime, ports, advertised, node } = plan
  const properties = serverProperties(listenersOn(ports, advertised), SERVER_FILES, node)
  await writeFileAtomically(join(folder, 'server.properties'), properties)
  // Each start has a log of its own: what an earlier one met should not explain the next.
  await rename(join(folder, BROKER_LOG), join(folder, PREVIOUS_BROKER_LOG)).catch(() => undefined)
  const running = await writing(folder, () => BrokerProcess.start(runtime, plan))
  await notePid(folder, running.pid)
  const fault = await faultAtStart(running, plan)
  if (fault === undefined) return running
  await running.kill()
  throw fault
}

/** Waits until the broker is up, or something keeps it from that. */
async function faultAtStart(
  running: BrokerProcess,
  plan: BrokerPlan,
): Promise<SandboxError | undefined> {
  const deadline = Date.now() + START_MS
  for (;;) {
    // Its own output tells, for its port may be open before it serves, or be another's.
    const output = (await readIfThere(join(plan.folder, BROKER_OUTPUT))) ?? ''
    if (output.includes('Kafka Server started')) return undefined
    if (output.includes('no-operation (NOP) logger')) return brokerMute()
    if (running.exited) return await brokerDied(plan, plan.ports)
    if (Date.now() > deadline) return await brokerTooSlow(plan, START_MS)
    await sleep(POLL_MS)
  }
}
