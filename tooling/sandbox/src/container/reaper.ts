import { type ImageSearch, imageId, pull } from './images.ts'

const VARIABLE = 'TESTCONTAINERS_RYUK_DISABLED'
/** The one that testcontainers 11.14.0 names. */
const IMAGE = 'testcontainers/ryuk:0.14.0'

/**
 * Switches off testcontainers' reaper in this process where its image cannot be had. What it does,
 * the guard and the sweep of a sandbox do as well; it stays where it can run, for they cannot see
 * processes of another machine.
 *
 * @param offline - whether images were built because no registry can be reached
 */
export async function settleReaper(search: ImageSearch, offline: boolean): Promise<void> {
  if (process.env[VARIABLE] === 'true') return
  const image = process.env['RYUK_CONTAINER_IMAGE'] || IMAGE
  if ((await imageId(search.api, image)) !== undefined) return
  if (!offline) await pull(search, image)
  if (offline || (await imageId(search.api, image)) === undefined) process.env[VARIABLE] = 'true'
}
