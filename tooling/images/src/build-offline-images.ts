import { delimiter } from 'node:path'
import { findKafkaJars, imageNames, NODE_VERSION } from '@hops-kafka/sandbox/source/parts.ts'
import { debianImage } from './debian-image.ts'
import { checkEngine, sizeOf } from './engine.ts'
import { kafkaImage } from './kafka-image.ts'
import { nodeImage } from './node-image.ts'
import { inWorkshop } from './workshop.ts'

/** An image that is in the engine now. */
export interface OfflineImage {
  readonly name: string
  /** Bytes, those of the Debian below included. */
  readonly size: number
}

/**
 * Builds the images of which containers are made, unless they are there already: Debian's packages
 * by debootstrap, Kafka's jars by Maven, Node by npm. No image registry is asked.
 *
 * @throws {ImagesError} and from finding the jars SandboxError
 */
export async function buildOfflineImages(say: (text: string) => void): Promise<OfflineImage[]> {
  await checkEngine()
  const { version, classPath } = await findKafkaJars({ onProgress: say })
  const { kafka, node } = imageNames(version)
  await inWorkshop(say, async (workshop) => {
    const base = await debianImage(workshop)
    const jars = classPath.split(delimiter)
    await kafkaImage({ name: kafka.offline, version, jars }, base, workshop)
    await nodeImage({ name: node.offline, version: NODE_VERSION }, base, workshop)
  })
  return await Promise.all(
    [kafka.offline, node.offline].map(async (name) => ({ name, size: await sizeOf(name) })),
  )
}
