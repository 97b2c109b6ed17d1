import { getContainerRuntimeClient, ImageName } from 'testcontainers'
import { SandboxError } from '../errors.ts'
import { type EngineApi, EngineRefusal } from './engine-api.ts'
import type { ImageChoice } from './image-names.ts'

/** An image that is in the engine. */
export interface FoundImage {
  readonly name: string
  readonly id: string
  /** Whether it was built by `pnpm images:offline`. */
  readonly offline: boolean
}

/** How images are looked for. */
export interface ImageSearch {
  readonly api: EngineApi
  readonly onProgress: (text: string) => void
  /** A pull that takes longer is given up. */
  readonly pullMs: number
}

/**
 * The image that the user names; else the public one or the offline one, whichever is in the engine;
 * else the public one, pulled.
 *
 * @throws {SandboxError} ERR_SANDBOX_NO_IMAGE
 */
export async function findImage(search: ImageSearch, choice: ImageChoice): Promise<FoundImage> {
  const { api } = search
  const { override, name, offline } = choice
  const wanted = override ?? name
  const here = await imageId(api, wanted)
  if (here !== undefined) return { name: wanted, id: here, offline: false }
  const builtId = override === undefined ? await imageId(api, offline) : undefined
  if (builtId !== undefined) return { name: offline, id: builtId, offline: true }
  const reason = await pull(search, wanted)
  const pulled = await imageId(api, wanted)
  if (pulled !== undefined) return { name: wanted, id: pulled, offline: false }
  throw missing(choice, wanted, reason ?? 'the registry does not have it')
}

/** The id of an image in the engine; undefined when it is not there. */
export async function imageId(api: EngineApi, name: string): Promise<string | undefined> {
  try {
    const path = `/images/${ImageName.fromString(name).string}/json`
    return (await api.call<{ Id: string }>(path))?.Id
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) return undefined
    throw error
  }
}

/** Fetches an image by testcontainers, which knows how to log in to registries; says why it could not. */
export async function pull(search: ImageSearch, name: string): Promise<string | undefined> {
  const { onProgress, pullMs } = search
  onProgress(`fetching the image ${name} (once)`)
  const client = await getContainerRuntimeClient()
  let patience: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    patience = setTimeout(() => resolve(`it was not here after ${pullMs / 1000} s`), pullMs)
  })
  const fetched = client.image.pull(ImageName.fromString(name)).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  const reason = await Promise.race([fetched, late])
  clearTimeout(patience)
  return reason
}

function missing({ override, variable }: ImageChoice, name: string, because: string): SandboxError {
  return new SandboxError('ERR_SANDBOX_NO_IMAGE', {
    what: `The container image ${name}`,
    because: `it is not in the engine, and cannot be fetched: ${because.trim()}`,
    fix:
      override === undefined
        ? `Build it by \`pnpm images:offline\`, or name one that you have by ${variable}; HOPS_KAFKA_ENGINE=jvm does without.`
        : `Set ${variable} to one that you have, or unset it.`,
    retriable: true,
  })
}
