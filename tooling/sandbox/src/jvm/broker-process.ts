import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { BROKER_OUTPUT } from '../layout.ts'
import { type ProcessGuard, startGuard } from '../process-guard.ts'
import { ClassArchive } from './class-archive.ts'
import { javaArguments, type KafkaRuntime } from './kafka-runtime.ts'
import { folderMark } from './stale-broker.ts'

/** Where the broker runs: its settings, data and logs are here. */
export interface BrokerFolder {
  readonly folder: string
  /** Deleted if this process dies without stopping the broker. */
  readonly removeOnCrash?: string
}

/** A second for Kafka, and on a busy machine half a minute for the archive of classes. */
const STOP_MS = 60_000

/** A running broker. */
export class BrokerProcess {
  readonly #child: ChildProcess
  /** Set while no archive of loaded classes exists: this broker writes one when it ends. */
  readonly #archive: ClassArchive

  private constructor(child: ChildProcess, archive: ClassArchive, guard: ProcessGuard) {
    this.#child = child
    this.#archive = archive
    child.once('exit', guard.release)
    // Who forgets to stop the sandbox should not hang for it: the guard ends the broker then.
    child.unref()
  }

  /** @throws the system's error when java cannot be started */
  static async start(runtime: KafkaRuntime, where: BrokerFolder): Promise<BrokerProcess> {
    const { folder, removeOnCrash } = where
    const archive = await ClassArchive.of(runtime)
    const flags = [...archive.flags, folderMark(folder)]
    const output = openSync(join(folder, BROKER_OUTPUT), 'w', 0o600)
    const args = [...javaArguments(runtime, flags), 'kafka.Kafka', 'server.properties']
    // Detached: Ctrl-C in the terminal is for the app, which then ends the broker in its own time.
    const guard = startGuard(removeOnCrash)
    const child = spawn(runtime.java.command, args, {
      cwd: folder,
      detached: true,
      stdio: ['ignore', output, output],
    })
    guard.watch(child.pid)
    closeSync(output)
    child.once('error', guard.release)
    await once(child, 'spawn')
    return new BrokerProcess(child, archive, guard)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get exited(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** How it has ended, in words; undefined while it runs. */
  get ended(): string | undefined {
    return this.exited
      ? `its process has ended with ${this.#child.exitCode ?? this.#child.signalCode}`
      : undefined
  }

  /** Calls back once, when the process has ended for whatever reason. */
  onExit(listener: () => void): void {
    this.#child.once('exit', listener)
  }

  /** Ends the process at once, as a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Lets the broker close its files; when it takes too long it is killed. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Ends the process in the quickest way that leaves nothing undone. */
  async discard(): Promise<void> {
    await (this.#archive.wanted ? this.stop() : this.kill())
  }

  /** Stops the process's time, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal)
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.exited) await this.#signal(signal)
    await this.#archive.settle(signal === 'SIGTERM' && this.#child.signalCode === null)
  }

  async #signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#child.ref()
    const exit = once(this.#child, 'exit')
    this.#child.kill(signal)
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS)
    await exit
    clearTimeout(patience)
  }
}
