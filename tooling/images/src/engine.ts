import { buildStep } from './build-step.ts'
import { ImagesError } from './errors.ts'
import { type Command, run } from './run.ts'

/** The label of an image that tells the content it was built from. */
const CONTENT_LABEL = 'hops-kafka.content'

/** An image to be built. */
export interface ImagePlan {
  /** Name and tag. */
  readonly name: string
  /** Digest of all it is made of. */
  readonly content: string
}

/** The plain builder is in every engine; the newer one needs a plug-in of the client's. */
const PLAIN_BUILDER = { env: { DOCKER_BUILDKIT: '0' } }

/** @throws {ImagesError} ERR_IMAGES_NO_ENGINE */
export async function checkEngine(): Promise<void> {
  const { exitCode, stderr } = await run(['docker', 'version', '--format', '{{.Server.Version}}'])
  if (exitCode === 0) return
  const missing = exitCode === 127
  throw new ImagesError('ERR_IMAGES_NO_ENGINE', {
    what: 'The container engine',
    because: missing ? 'there is no `docker` on the PATH' : lastLine(stderr),
    fix: missing
      ? 'Install Docker; on Debian as root: tooling/images/install-engine.sh'
      : 'Start the engine, or set DOCKER_HOST to one that runs.',
    retriable: !missing,
  })
}

/** Whether the engine has this image, made of this content. */
export async function isUpToDate({ name, content }: ImagePlan): Promise<boolean> {
  const format = `{{index .Config.Labels "${CONTENT_LABEL}"}}`
  const { exitCode, stdout } = await run(['docker', 'image', 'inspect', '--format', format, name])
  return exitCode === 0 && stdout.trim() === content
}

/** Makes an image of a folder that holds a root file system. */
export async function importImage(plan: ImagePlan, root: string): Promise<void> {
  const script = 'tar --directory "$1" --create . | docker import --change "$2" - "$3"'
  const label = `LABEL ${CONTENT_LABEL}=${plan.content}`
  const shell: Command = [
    '/bin/bash',
    '-o',
    'pipefail',
    '-c',
    script,
    'import',
    root,
    label,
    plan.name,
  ]
  await buildStep(plan.name, shell)
}

/** Makes an image of a folder with a Dockerfile. */
export async function buildImage(
  plan: ImagePlan,
  folder: string,
  args: Readonly<Record<string, string>>,
): Promise<void> {
  const command: Command = [
    ...(['docker', 'build', '--quiet', '--force-rm', '--tag', plan.name] as const),
    ...['--label', `${CONTENT_LABEL}=${plan.content}`],
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    folder,
  ]
  await buildStep(plan.name, command, PLAIN_BUILDER)
}

/** The size of an image, in bytes. */
export async function sizeOf(name: string): Promise<number> {
  return Number(
    await buildStep(name, ['docker', 'image', 'inspect', '--format', '{{.Size}}', name]),
  )
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
