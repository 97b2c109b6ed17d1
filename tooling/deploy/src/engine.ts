import { DeployError } from './errors.ts'
import { type Command, run } from './run.ts'

/**
 * Docker Compose: the plugin of Docker's command line, or else the program of its own.
 *
 * @throws {@link DeployError} `ERR_DEPLOY_NO_COMPOSE`
 */
export async function findCompose(): Promise<Command> {
  const forms: readonly Command[] = [['docker', 'compose'], ['docker-compose']]
  for (const form of forms) {
    if ((await run([...form, 'version'])).exitCode === 0) return form
  }
  throw new DeployError('ERR_DEPLOY_NO_COMPOSE', {
    what: 'Docker Compose is missing',
    because: 'neither `docker compose` nor `docker-compose` runs',
    fix: 'Install the plugin docker-compose-plugin, or docker-compose 1.29 or later',
  })
}

/**
 * Checks that a container engine answers.
 *
 * @throws {@link DeployError} `ERR_DEPLOY_NO_ENGINE`
 */
export async function checkEngine(): Promise<void> {
  const { exitCode, stderr } = await run(['docker', 'version', '--format', '{{.Server.Version}}'])
  if (exitCode === 0) return
  throw new DeployError('ERR_DEPLOY_NO_ENGINE', {
    what: 'no container engine answers',
    because: exitCode === 127 ? 'there is no program `docker`' : stderr.trim(),
    fix: 'Start Docker, or set DOCKER_HOST to where one runs',
  })
}

/**
 * What `docker build` needs in its environment: without the plugin buildx, recent command lines refuse to build but by
 * the engine's own builder.
 */
export async function buildEnvironment(): Promise<NodeJS.ProcessEnv> {
  if (process.env['DOCKER_BUILDKIT'] !== undefined) return process.env
  const hasBuildx = (await run(['docker', 'buildx', 'version'])).exitCode === 0
  return hasBuildx ? process.env : { ...process.env, DOCKER_BUILDKIT: '0' }
}
