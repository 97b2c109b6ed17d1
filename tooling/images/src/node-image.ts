import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { buildStep } from './build-step.ts'
import { contentDigest } from './content.ts'
import { buildImage, type ImagePlan, isUpToDate } from './engine.ts'
import { recipe } from './recipe.ts'
import type { Workshop } from './workshop.ts'

/** The npm that comes along; the public image has the one that Node ships. */
const NPM_VERSION = '11.6.2'

/** What the image is to be. */
export interface NodeImage {
  readonly name: string
  /** Of Node, for example `24.11.1`. */
  readonly version: string
}

/**
 * Node from its npm package on our Debian, laid out as in the public image.
 *
 * @throws {ImagesError} ERR_IMAGES_BUILD, ERR_IMAGES_DISK_FULL, ERR_IMAGES_DOWNLOAD
 */
export async function nodeImage(
  { name, version }: NodeImage,
  base: ImagePlan,
  { folder, say }: Workshop,
): Promise<void> {
  const words = [version, NPM_VERSION, base.content]
  const plan = { name, content: await contentDigest(words, recipe('node')) }
  if (await isUpToDate(plan)) return
  say(`putting Node ${version} into ${name}`)
  const context = join(folder, 'node')
  await cp(recipe('node'), context, { recursive: true })
  const packages = join(folder, 'npm')
  await unpack(`node-linux-${process.arch}@${version}`, join(packages, 'node'))
  await unpack(`npm@${NPM_VERSION}`, join(packages, 'npm'))
  await cp(join(packages, 'node', 'package', 'bin', 'node'), join(context, 'node'))
  await cp(join(packages, 'npm', 'package'), join(context, 'npm'), { recursive: true })
  await buildImage(plan, context, { BASE_IMAGE: base.name, NODE_VERSION: version })
}

/** Fetches a package with npm, which checks its digest, and unpacks it. */
async function unpack(specifier: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const packed = await buildStep(specifier, ['npm', 'pack', '--json', specifier], { cwd: folder })
  const [{ filename }] = JSON.parse(packed)
  await buildStep(specifier, ['tar', '-xzf', filename], { cwd: folder })
}
