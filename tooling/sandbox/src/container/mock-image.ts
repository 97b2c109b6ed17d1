import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { GenericContainer } from 'testcontainers'
import { SandboxError } from '../errors.ts'
import { engineFault } from './engine-faults.ts'
import { type FoundImage, findImage, type ImageSearch, imageId } from './images.ts'

/** The package of the mock, which has the Dockerfile. */
const CONTEXT = dirname(
  createRequire(import.meta.url).resolve('@hops-kafka/mock-hopsworks/package.json'),
)
const VARIABLE = 'HOPS_KAFKA_MOCK_IMAGE'
/** Another process may build it at the same time; the image is the same. */
const REPOSITORY = 'hops-kafka/mock-hopsworks'

/** Several sandboxes of one process wait for one build. */
const underWay = new Map<string, Promise<void>>()

/**
 * The image of the mock Hopsworks: that of HOPS_KAFKA_MOCK_IMAGE, or else the one that is built,
 * once, from exactly these sources.
 *
 * @throws {SandboxError} ERR_SANDBOX_NO_IMAGE, ERR_SANDBOX_ENGINE
 */
export async function mockImage(
  search: ImageSearch,
  node: () => Promise<FoundImage>,
): Promise<string> {
  const override = process.env[VARIABLE]
  if (override) {
    const choice = { override, variable: VARIABLE, name: override, offline: override }
    return (await findImage(search, choice)).name
  }
  const base = await node()
  const name = `${REPOSITORY}:${await digest(base.id)}`
  if ((await imageId(search.api, name)) !== undefined) return name
  const build = underWay.get(name) ?? buildImage(search, base, name)
  underWay.set(name, build)
  await build.finally(() => underWay.delete(name))
  return name
}

async function buildImage(search: ImageSearch, base: FoundImage, name: string): Promise<void> {
  search.onProgress(`building the image ${name} (once)`)
  try {
    await GenericContainer.fromDockerfile(CONTEXT)
      .withBuildArgs({ NODE_IMAGE: base.name })
      .build(name, { deleteOnExit: false })
  } catch (cause) {
    throw engineFault(`Building the image ${name}`, cause)
  }
  if ((await imageId(search.api, name)) === undefined) throw notBuilt(name, base)
}

/** Names the content: the Dockerfile, the sources and the image below them. */
async function digest(baseId: string): Promise<string> {
  const hash = createHash('sha256').update(baseId)
  const entries = await readdir(join(CONTEXT, 'src'), { recursive: true, withFileTypes: true })
  const sources = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(CONTEXT, join(parentPath, name)))
  for (const name of ['Dockerfile', 'package.json', ...sources.sort()]) {
    hash.update(`\0${name}\0`).update(await readFile(join(CONTEXT, name)))
  }
  return hash.digest('hex').slice(0, 16)
}

function notBuilt(name: string, base: FoundImage): SandboxError {
  return new SandboxError('ERR_SANDBOX_ENGINE', {
    what: `Building the image ${name}`,
    because: 'the container engine has made none',
    fix: `Look why: \`docker build --build-arg NODE_IMAGE=${base.name} ${CONTEXT}\`.`,
  })
}
