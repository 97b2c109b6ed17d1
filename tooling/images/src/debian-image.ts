import { copyFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildStep } from './build-step.ts'
import { contentDigest } from './content.ts'
import { type ImagePlan, importImage, isUpToDate } from './engine.ts'
import { ImagesError } from './errors.ts'
import { run } from './run.ts'
import type { Workshop } from './workshop.ts'

const SUITE = 'bookworm'
/** What a download by HTTPS needs, and nothing else. */
const PACKAGES = 'ca-certificates'
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'
/** Nobody reads them in a container. */
const UNREAD = ['share/doc', 'share/man', 'share/locale', 'share/info'].map((path) => `usr/${path}`)
const CACHES = ['var/cache/apt', 'var/lib/apt/lists', 'var/log']

/**
 * A small Debian that trusts whom this machine trusts, so that a download inside works wherever
 * one outside does; both other images stand on it.
 *
 * @throws {ImagesError} every code but ERR_IMAGES_NO_ENGINE
 */
export async function debianImage({ folder, say }: Workshop): Promise<ImagePlan> {
  const certificates = await readFile(CERTIFICATES, 'utf8')
  const words = [SUITE, PACKAGES, ...UNREAD, ...CACHES, certificates]
  const plan = {
    name: `hops-kafka/debian-offline:${SUITE}`,
    content: await contentDigest(words, undefined),
  }
  if (await isUpToDate(plan)) return plan
  await checkDebootstrap()
  say(`unpacking Debian ${SUITE}`)
  const root = join(folder, 'debian')
  const include = `--include=${PACKAGES}`
  await buildStep(plan.name, ['debootstrap', '--variant=minbase', include, SUITE, root])
  for (const path of UNREAD) await rm(join(root, path), { recursive: true, force: true })
  for (const path of CACHES)
    await buildStep(plan.name, ['find', join(root, path), '-type', 'f', '-delete'])
  await copyFile(CERTIFICATES, join(root, CERTIFICATES))
  await importImage(plan, root)
  return plan
}

async function checkDebootstrap(): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new ImagesError('ERR_IMAGES_NOT_ROOT', {
      what: 'pnpm images:offline',
      because: 'it is not run by root, and debootstrap needs to change its root',
      fix: 'Run it as root, or pull the public images where a registry can be reached.',
    })
  }
  if ((await run(['debootstrap', '--version'])).exitCode === 0) return
  throw new ImagesError('ERR_IMAGES_NO_DEBOOTSTRAP', {
    what: 'debootstrap',
    because: 'it is not on the PATH',
    fix: 'Install it: apt-get install debootstrap',
  })
}
