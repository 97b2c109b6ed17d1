import { copyFile, cp, mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { contentDigest } from './content.ts'
import { buildImage, type ImagePlan, isUpToDate } from './engine.ts'
import { recipe } from './recipe.ts'
import type { Workshop } from './workshop.ts'

/** What the image is to be. */
export interface KafkaImage {
  readonly name: string
  /** Of Kafka, for example `4.3.0`. */
  readonly version: string
  /** Paths of Kafka's jars. */
  readonly jars: readonly string[]
}

/**
 * Apache Kafka from its jars on our Debian with Java, laid out as in the public image.
 *
 * @throws {ImagesError} ERR_IMAGES_BUILD, ERR_IMAGES_DISK_FULL, ERR_IMAGES_DOWNLOAD
 */
export async function kafkaImage(
  { name, version, jars }: KafkaImage,
  base: ImagePlan,
  { folder, say }: Workshop,
): Promise<void> {
  const words = [version, base.content, ...jars.map((jar) => basename(jar)).sort()]
  const plan = { name, content: await contentDigest(words, recipe('kafka')) }
  if (await isUpToDate(plan)) return
  say(`putting Apache Kafka ${version} and Java into ${name}`)
  const context = join(folder, 'kafka')
  await cp(recipe('kafka'), context, { recursive: true })
  const libs = join(context, 'libs')
  await mkdir(libs)
  await Promise.all(jars.map((jar) => copyFile(jar, join(libs, basename(jar)))))
  await buildImage(plan, context, { BASE_IMAGE: base.name })
}
