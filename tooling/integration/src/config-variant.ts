import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse, stringify, type TomlTable } from 'smol-toml'

/** The tables of a `config.toml`, to be edited in place. */
export interface ConfigTable {
  readonly hops: TomlTable
  readonly project: TomlTable
  readonly kafka: TomlTable & { consumer: TomlTable }
  readonly api: TomlTable
}

/** Writes a changed copy of a configuration beside it, so that its relative paths still hold, and returns its path. */
export async function configVariant(
  configFile: string,
  edit: (config: ConfigTable) => void | Promise<void>,
): Promise<string> {
  const config = parse(await readFile(configFile, 'utf8')) as unknown as ConfigTable
  await edit(config)
  const variant = join(dirname(configFile), `config-${randomUUID()}.toml`)
  await writeFile(variant, stringify(config), { mode: 0o600 })
  return variant
}
