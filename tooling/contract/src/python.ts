import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const PYTHON = process.env['HOPS_KAFKA_PYTHON'] ?? 'python3'
/** What the programs in `python/` import. */
const IMPORTS =
  'import hopsworks, confluent_kafka.schema_registry.avro; from hops import kafka, project'
const LIMIT = { timeout: 90_000, killSignal: 'SIGKILL', maxBuffer: 16 * 2 ** 20 } as const

/** Why the clients of others cannot run here, to go behind a suite's name; CI must have them. */
export async function whyNoClients(): Promise<string> {
  try {
    await run(PYTHON, ['-c', IMPORTS], LIMIT)
    return ''
  } catch (cause) {
    const line = (cause as Error).message.trim().split('\n').at(-1)
    const why = `${PYTHON} lacks Hopsworks' clients (${line}); see requirements.txt`
    if (process.env['CI'] === 'true') throw new Error(why, { cause })
    return ` (skipped: ${why})`
  }
}

/** Runs a program of `python/` in a folder; the JSON object that it writes to stdout. */
export async function runClient(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<Readonly<Record<string, unknown>>> {
  const file = join(import.meta.dirname, '../python', program)
  // A name in the user's environment would overrule the arguments.
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('HOPSWORKS_'))
  const options = { ...LIMIT, cwd, env: Object.fromEntries(clean) }
  const { stdout } = await run(PYTHON, [file, ...args], options)
  return JSON.parse(stdout)
}
