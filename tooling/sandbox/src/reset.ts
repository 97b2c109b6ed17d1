import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writing } from './files.ts'
import { killStaleBroker } from './jvm/stale-broker.ts'
import { BROKER_FOLDER, SANDBOX_CONTENT } from './layout.ts'

/** Deletes a stopped sandbox: Kafka's data, certificates, config.toml and logs. */
export async function resetSandbox(directory: string): Promise<void> {
  await killStaleBroker(join(directory, BROKER_FOLDER))
  await resetContainers(directory)
  await writing(directory, async () => {
    for (const name of SANDBOX_CONTENT)
      await rm(join(directory, name), { recursive: true, force: true })
  })
  // Other files may be in it, and then it stays.
  await rmdir(directory).catch(() => undefined)
}

/** What an engine keeps; where none answers, none of it can be in use. */
async function resetContainers(directory: string): Promise<void> {
  const { probeEngine } = await import('./container/probe.ts')
  const api = await probeEngine().catch(() => undefined)
  if (api === undefined) return
  const { removeData, sweep } = await import('./container/left-behind.ts')
  await sweep(api)
  await removeData(api, directory)
}
