import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type MockHopsworksOptions, startMockHopsworks } from '@hops-kafka/mock-hopsworks'
import { FOLDERS, SEED_FILE } from './layout.ts'

/** Runs the mock Hopsworks until it is asked to stop. */
export async function serveHopsworks(): Promise<void> {
  const seed = await readFile(join(FOLDERS.hopsworks, SEED_FILE), 'utf8')
  const options: MockHopsworksOptions = JSON.parse(seed)
  const stop = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  await using _server = await startMockHopsworks(options)
  await stop
}
