import { createReadStream } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Deployment, docker } from '@hops-kafka/deploy/source/deployment.ts'

/** The two programs. */
export type App = 'producer' | 'consumer'

/** How one is to run. */
export interface AppPlan {
  /** Names its files in {@link Place.folder}. */
  readonly name: string
  /** Flags of the app. */
  readonly args: readonly string[]
  /** How much of a core it may take. @default as much as there is */
  readonly cpus?: number
}

/** Where it runs. */
export interface Place {
  readonly deployment: Deployment
  /** A folder of this machine that the app sees as `/shared`. */
  readonly folder: string
}

/** How it ended. */
export interface AppEnd {
  readonly exitCode: number
  /** What it said last. */
  readonly words: string
}

/** Its shell is replaced by the app, which gets the signals. Files and no pipe: what was written before a kill is there. */
const COMMAND =
  'exec node /app/main.mjs --config /etc/hops-kafka/config.toml "$@" >>"/shared/$NAME.out" 2>>"/shared/$NAME.err"'

/** A container of compose.yaml's kind: the same image, files and rights; its output goes to a file. */
const CONFINED = [
  '--user=1000:1000',
  '--read-only',
  '--tmpfs=/tmp:mode=1777',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges:true',
  '--entrypoint=/bin/sh',
]

const POLL_MS = 100
const START_MS = 90_000
/** As in compose.yaml. */
const GRACE_S = 15

/** A producer or consumer in a container. */
export class AppContainer {
  readonly name: string
  readonly id: string
  readonly #folder: string

  private constructor(name: string, id: string, folder: string) {
    this.name = name
    this.id = id
    this.#folder = folder
  }

  static async start(
    app: App,
    plan: AppPlan,
    { deployment, folder }: Place,
  ): Promise<AppContainer> {
    const { name, args, cpus } = plan
    const id = await docker(
      'run',
      '--detach',
      ...CONFINED,
      `--label=${deployment.label}`,
      `--network=${deployment.network}`,
      `--volume=${deployment.volume('project')}:/etc/hops-kafka:ro,nocopy`,
      `--volume=${folder}:/shared`,
      `--env=NAME=${name}`,
      ...(cpus === undefined ? [] : [`--cpus=${cpus}`]),
      `hops-kafka/${app}`,
      '-c',
      COMMAND,
      'sh',
      ...args,
    )
    return new AppContainer(name, id.trim(), folder)
  }

  /** Its output, a JSON line for each record in a consumer's. */
  get outputFile(): string {
    return join(this.#folder, `${this.name}.out`)
  }

  /** Bytes of its output by now. */
  async outputBytes(): Promise<number> {
    return await stat(this.outputFile).then(
      ({ size }) => size,
      () => 0,
    )
  }

  /** Its output in pieces. */
  output(range: { readonly start?: number; readonly end?: number } = {}): NodeJS.ReadableStream {
    return createReadStream(this.outputFile, range)
  }

  /** A file that it wrote to `/shared`. */
  async sharedFile(name: string): Promise<string> {
    return await readFile(join(this.#folder, name), 'utf8')
  }

  /** Waits until a consumer has its partitions. @throws when that takes longer than 90 s */
  async joined(): Promise<void> {
    await this.#until('has not joined', async () => (await this.#words()).includes('reading topic'))
  }

  /** Waits until it has written a file to `/shared`. @throws when that takes longer than 90 s */
  async hasWritten(name: string): Promise<void> {
    const isThere = (): Promise<boolean> =>
      this.sharedFile(name).then(
        () => true,
        () => false,
      )
    await this.#until(`has not written ${name}`, isThere)
  }

  async #until(otherwise: string, holds: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + START_MS; !(await holds()); await sleep(POLL_MS)) {
      if (Date.now() > deadline)
        throw new Error(`${this.name} ${otherwise}: ${await this.#words()}`)
    }
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await docker('kill', this.id)
  }

  /** Asks it to end by SIGTERM. */
  async stop(): Promise<AppEnd> {
    await docker('stop', '--time', String(GRACE_S), this.id)
    return await this.ended()
  }

  /** Ends it, and removes it and its output. */
  async discard(): Promise<void> {
    await docker('rm', '--force', this.id)
    await rm(this.outputFile, { force: true })
  }

  /** Waits for its end. */
  async ended(): Promise<AppEnd> {
    const exitCode = Number((await docker('wait', this.id)).trim())
    return { exitCode, words: (await this.#words()).slice(-400) }
  }

  async #words(): Promise<string> {
    return await this.sharedFile(`${this.name}.err`).catch(() => '')
  }
}
