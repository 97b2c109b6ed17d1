import { randomBytes } from 'node:crypto'
import { askStatus } from './control-client.ts'
import { errorToWire } from './control-protocol.ts'
import { ControlServer } from './control-server.ts'
import type { SandboxServer, SandboxSettings } from './sandbox-server.ts'
import { claimState, releaseState, type SupervisorState } from './state.ts'

/** What the process is told in its one argument, as JSON. */
export interface SupervisorArguments {
  readonly directory: string
  readonly settings: SandboxSettings
}

/** A pause between two apps, or a meal. */
const IDLE_MS = Number(process.env['HOPS_KAFKA_SANDBOX_IDLE_MS'] ?? 10 * 60 * 1000)

/** Owner of the shared sandbox: it starts broker and REST server, and ends them when nobody is left. */
class Supervisor {
  readonly #directory: string
  readonly #control: ControlServer
  readonly #state: SupervisorState
  #idle: NodeJS.Timeout | undefined
  #server: SandboxServer | undefined

  private constructor(directory: string, control: ControlServer, state: SupervisorState) {
    this.#directory = directory
    this.#control = control
    this.#state = state
  }

  /** @returns undefined when the folder has a living supervisor already */
  static async claim(directory: string): Promise<Supervisor | undefined> {
    const token = randomBytes(24).toString('base64url')
    const control = await ControlServer.listen(token)
    const state = { pid: process.pid, port: control.port, token }
    const self = new Supervisor(directory, control, state)
    control.handle({
      onStop: () => void self.stop('asked to stop', 0),
      onIdle: () => self.#waitForApps(),
      onBusy: () => clearTimeout(self.#idle),
    })
    const isAlive = async (other: SupervisorState) => (await askStatus(other)) !== undefined
    return (await claimState(directory, state, isAlive)) ? self : undefined
  }

  async run(settings: SandboxSettings): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.once(signal, () => void this.stop(signal, 0))
    }
    try {
      await this.#start(settings)
    } catch (error) {
      log(error instanceof Error ? (error.stack ?? error.message) : String(error))
      // First, so that whoever hears of the failure can start anew at once.
      await releaseState(this.#directory, this.#state)
      this.#control.enter({ kind: 'failed', error: errorToWire(error) })
      process.exit(1)
    }
  }

  /** Ends everything; broker and REST server first, so that nobody meets half a sandbox. */
  async stop(reason: string, exitCode: number): Promise<void> {
    if (this.#control.phase.kind === 'stopping') return
    log(`stopping: ${reason}`)
    this.#control.enter({ kind: 'stopping' })
    // A broker that is only starting is ended by its guard.
    await this.#server?.stop()
    await this.#end(exitCode)
  }

  async #start(settings: SandboxSettings): Promise<void> {
    // Late, so that apps can attach while this is loading.
    const { SandboxServer } = await import('./sandbox-server.ts')
    const server = await SandboxServer.start({
      ...settings,
      directory: this.#directory,
      onProgress: (progress) => {
        log(progress)
        this.#control.enter({ kind: 'starting', progress })
      },
    })
    // No second try: what killed a broker, such as a full disk, would kill the next one too.
    const [broker] = server.brokers
    broker.onDeath(() => void this.stop('the broker has died; see its log', 1))
    this.#server = server
    const { configFile, mock, engine } = server
    const sandbox = {
      configFile,
      broker: broker.address,
      restUrl: mock.url,
      engine: engine.name,
      kafkaVersion: engine.kafkaVersion,
    }
    log(`ready: Kafka on ${sandbox.broker}, REST on ${sandbox.restUrl}`)
    this.#control.enter({ kind: 'ready', sandbox })
    this.#waitForApps()
  }

  #waitForApps(): void {
    clearTimeout(this.#idle)
    if (this.#control.attached > 0 || this.#control.phase.kind !== 'ready') return
    this.#idle = setTimeout(() => {
      void this.stop(`no app for ${IDLE_MS / 1000} s`, 0)
    }, IDLE_MS)
  }

  async #end(exitCode: number): Promise<void> {
    await releaseState(this.#directory, this.#state)
    // The connections close with the process: by that clients know that all is over.
    process.exit(exitCode)
  }
}

function log(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${text}\n`)
}

const { directory, settings }: SupervisorArguments = JSON.parse(process.argv[2] ?? '')
const supervisor = await Supervisor.claim(directory)
if (supervisor === undefined) process.exit(0)
await supervisor.run(settings)
