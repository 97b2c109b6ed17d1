import { run } from './run.ts'

/** An image that is taken ready-made. */
interface BaseImage {
  /** The environment variable that names another one; compose.yaml reads it, too. */
  readonly variable: string
  /** The public one, as in compose.yaml. */
  readonly name: string
  /** What `pnpm images:offline` builds where no registry can be reached. */
  readonly offline: string
}

/** The images that come from a registry. */
const BASE_IMAGES: readonly BaseImage[] = [
  {
    variable: 'HOPS_KAFKA_NODE_IMAGE',
    name: 'node:24.11.1-bookworm-slim',
    offline: 'hops-kafka/node-offline:24.11.1',
  },
  {
    variable: 'HOPS_KAFKA_KAFKA_IMAGE',
    name: 'apache/kafka:4.3.0',
    offline: 'hops-kafka/kafka-offline:4.3.0',
  },
]

/** An image that is built here. */
export interface BuiltImage {
  readonly name: string
  /** From the workspace's root. */
  readonly dockerfile: string
  /** The folder it is built from, from the workspace's root. */
  readonly context: string
}

/** The images that are built, by the names that compose.yaml has for them. */
export const BUILT_IMAGES: readonly BuiltImage[] = [
  { name: 'hops-kafka/producer', dockerfile: 'apps/producer/Dockerfile', context: '.' },
  { name: 'hops-kafka/consumer', dockerfile: 'apps/consumer/Dockerfile', context: '.' },
  { name: 'hops-kafka/deploy-setup', dockerfile: 'tooling/deploy/Dockerfile', context: '.' },
  {
    name: 'hops-kafka/mock-hopsworks',
    dockerfile: 'tooling/mock-hopsworks/Dockerfile',
    context: 'tooling/mock-hopsworks',
  },
]

/** Each variable of a base image and the image to use: what the user says, the public one, or the offline one if it alone is here. */
export async function baseImages(): Promise<Readonly<Record<string, string>>> {
  const chosen = BASE_IMAGES.map(async (image) => [image.variable, await choose(image)] as const)
  return Object.fromEntries(await Promise.all(chosen))
}

async function choose({ variable, name, offline }: BaseImage): Promise<string> {
  const override = process.env[variable]
  if (override) return override
  return !(await isHere(name)) && (await isHere(offline)) ? offline : name
}

async function isHere(image: string): Promise<boolean> {
  return (await run(['docker', 'image', 'inspect', image])).exitCode === 0
}
