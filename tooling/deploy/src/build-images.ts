import { resolve } from 'node:path'
import { buildEnvironment } from './engine.ts'
import { DeployError } from './errors.ts'
import { BUILT_IMAGES, type BuiltImage, baseImages } from './images.ts'
import { run } from './run.ts'

/** The workspace's root. */
const ROOT = resolve(import.meta.dirname, '../../..')

/**
 * Builds the images that compose.yaml names, one after the other, since they share layers.
 *
 * @throws {@link DeployError} `ERR_DEPLOY_BUILD`
 */
export async function buildImages(say: (text: string) => void): Promise<void> {
  const [bases, env] = await Promise.all([baseImages(), buildEnvironment()])
  for (const image of BUILT_IMAGES) await build(image, { bases, env, say })
}

interface Building {
  readonly bases: Readonly<Record<string, string>>
  readonly env: NodeJS.ProcessEnv
  readonly say: (text: string) => void
}

async function build({ name, dockerfile, context }: BuiltImage, { bases, env, say }: Building) {
  say(`building ${name}`)
  const nodeImage = `NODE_IMAGE=${bases['HOPS_KAFKA_NODE_IMAGE']}`
  const file = resolve(ROOT, dockerfile)
  const { exitCode, stdout, stderr } = await run(
    [
      'docker',
      'build',
      '--tag',
      name,
      '--file',
      file,
      '--build-arg',
      nodeImage,
      resolve(ROOT, context),
    ],
    env,
  )
  if (exitCode === 0) return
  throw new DeployError('ERR_DEPLOY_BUILD', {
    what: `image ${name} cannot be built`,
    because: lastLines(`${stdout}\n${stderr.replace(LEGACY_WARNING, '')}`),
    fix: 'Where no registry can be reached, run `pnpm images:offline` first',
  })
}

/** What recent command lines say first when they let the engine build. */
const LEGACY_WARNING = /^DEPRECATED: (.+\n)+/

function lastLines(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-8).join('\n')
}
