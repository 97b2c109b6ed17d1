import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { findCompose } from './engine.ts'
import { type Ran, run } from './run.ts'

const PACKAGE = resolve(import.meta.dirname, '..')
const COMMAND = [
  process.execPath,
  '--conditions=@hops-kafka/source',
  '--import',
  'tsx',
  resolve(PACKAGE, 'src/main.ts'),
] as const

/** What Docker Compose labels everything with that belongs to a project. */
const PROJECT_LABEL = 'com.docker.compose.project'

/** Removes a project's containers, those as well that Docker Compose did not start. */
const REMOVE_ALL = 'docker rm --force $(docker ps --all --quiet --filter label="$LABEL")'

/**
 * Waits for the end of its input, which comes with the death of the process that started it, however that dies. Thrice,
 * since an `up` under way may go on for a while.
 */
const WHEN_ORPHANED = `cat >/dev/null; for try in 1 2 3; do ${REMOVE_ALL}; "$@"; sleep 10; done`

/** A deployment under a name of its own; it goes when this process does. */
export class Deployment implements AsyncDisposable {
  readonly project: string
  readonly #env: NodeJS.ProcessEnv
  readonly #guard: ChildProcess

  private constructor(project: string, guard: ChildProcess, env: NodeJS.ProcessEnv) {
    this.project = project
    this.#guard = guard
    this.#env = env
  }

  /** Starts nothing yet, but sees to it that nothing stays. */
  static async open(
    settings: Readonly<Record<string, string>> = {},
    project = `hops-kafka-test-${randomBytes(6).toString('hex')}`,
  ): Promise<Deployment> {
    const compose = [...(await findCompose()), '--file', resolve(PACKAGE, 'compose.yaml')]
    const down = [...compose, '--project-name', project, 'down', '--volumes', '--timeout', '1']
    const guard = spawn('sh', ['-c', WHEN_ORPHANED, 'sh', ...down], {
      // A group of its own: what kills that of this process leaves it.
      detached: true,
      env: { ...process.env, LABEL: `${PROJECT_LABEL}=${project}` },
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    guard.unref()
    return new Deployment(project, guard, {
      ...process.env,
      ...settings,
      COMPOSE_PROJECT_NAME: project,
    })
  }

  /** Runs `pnpm compose …`; throws when that fails. */
  async compose(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await run([...COMMAND, ...args], this.#env)
    if (exitCode === 0) return stdout
    throw new Error(`compose ${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`)
  }

  /** Ids of the running containers of a service. */
  async containers(service: string): Promise<string[]> {
    const filter = `label=com.docker.compose.service=${service}`
    return (await docker('ps', '--quiet', '--no-trunc', ...this.#own, '--filter', filter))
      .trim()
      .split('\n')
  }

  /** The network in which all containers are. */
  get network(): string {
    return `${this.project}_default`
  }

  /** The engine's name of a volume of compose.yaml. */
  volume(name: string): string {
    return `${this.project}_${name}`
  }

  /** Marks a container that was started beside Docker Compose, so that it goes with the others. */
  get label(): string {
    return `${PROJECT_LABEL}=${this.project}`
  }

  /** Everything that bears the project's label, stopped containers included. */
  leftovers(): Promise<string> {
    return leftoversOf(this.project)
  }

  /** Removes everything; may be called twice. */
  async close(): Promise<void> {
    await run(['sh', '-c', REMOVE_ALL], { ...process.env, LABEL: this.label })
    await this.compose('down', '--timeout', '1')
    if (this.#guard.pid !== undefined) process.kill(-this.#guard.pid)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  get #own(): readonly string[] {
    return ['--filter', `label=${this.label}`]
  }
}

/** What the engine still has of a project: containers, networks and volumes. */
export async function leftoversOf(project: string): Promise<string> {
  const own = ['--filter', `label=${PROJECT_LABEL}=${project}`]
  const all = await Promise.all([
    docker('ps', '--all', '--quiet', ...own),
    docker('network', 'ls', '--quiet', ...own),
    docker('volume', 'ls', '--quiet', ...own),
  ])
  return all.join('').trim()
}

/** What `docker …` writes to stdout; throws when it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await tryDocker(...args)
  if (exitCode !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** How `docker …` ends. */
export function tryDocker(...args: readonly string[]): Promise<Ran> {
  return run(['docker', ...args])
}
