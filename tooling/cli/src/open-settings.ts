import { existsSync } from 'node:fs'
import { loadConfig, type Settings } from 'hops-kafka'
import { userPath } from './user-path.ts'

/** Settings of a real cluster or of the sandbox, and the way to let go of them. */
export interface OpenedSettings {
  readonly settings: Settings
  /** Whether the sandbox is used. */
  readonly sandbox: boolean
  /** Lets the sandbox stop when nobody else uses it; does nothing for a real cluster. */
  leave(): Promise<void>
}

/**
 * The configuration to use: the file given with `-c`; else `config.toml` in the user's folder; else the sandbox, which
 * is started if need be. A file that was asked for and is not there is an error, never the sandbox.
 */
export async function openSettings(
  config: string | undefined,
  say: (text: string) => void,
): Promise<OpenedSettings> {
  const file = userPath(config ?? 'config.toml')
  if (config !== undefined || existsSync(file)) {
    return { settings: await loadConfig(file), sandbox: false, leave: async () => {} }
  }
  say('no config.toml here: using the local sandbox (a real Kafka and a mock Hopsworks)')
  // Only here: with a configuration nothing of the sandbox is needed, and a container image has none.
  const { joinSandbox } = await import('@hops-kafka/sandbox')
  const joined = await joinSandbox({ onProgress: say })
  try {
    const settings = await loadConfig(joined.configFile)
    return { settings, sandbox: true, leave: () => joined.leave() }
  } catch (error) {
    await joined.leave()
    throw error
  }
}
