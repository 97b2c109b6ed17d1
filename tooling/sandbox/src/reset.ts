import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writing } from './files.ts'
import {
  BROKER_FOLDER,
  CERTIFICATE_FOLDER,
  CONFIG_FILE,
  IDENTITY_FILE,
  STATE_FILE,
  STATE_LOCK,
  SUPERVISOR_LOG,
} from './layout.ts'
import { killStaleBroker } from './stale-broker.ts'

/** What a sandbox writes into its folder. Named one by one: the folder may be one of the user's. */
const CONTENT = [
  CONFIG_FILE,
  IDENTITY_FILE,
  BROKER_FOLDER,
  SUPERVISOR_LOG,
  CERTIFICATE_FOLDER,
  STATE_FILE,
  STATE_LOCK,
]

/** Deletes a stopped sandbox: Kafka's data, certificates, config.toml and logs. */
export async function resetSandbox(directory: string): Promise<void> {
  await killStaleBroker(join(directory, BROKER_FOLDER))
  await writing(directory, async () => {
    for (const name of CONTENT) await rm(join(directory, name), { recursive: true, force: true })
  })
  // Other files may be in it, and then it stays.
  await rmdir(directory).catch(() => undefined)
}
