import { type ExecFileException, execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A client that never gets its records would wait for ever. */
const LIMIT = { timeout: 60_000, killSignal: 'SIGKILL' } as const

/** A Python that has the packages of `requirements.txt`, or why there is none. */
export type PythonSearch = { readonly python: string } | { readonly missing: string }

/** Looks for Python's Kafka client in `HOPS_KAFKA_PYTHON`, else in `python3`. */
export async function findPython(): Promise<PythonSearch> {
  const python = process.env['HOPS_KAFKA_PYTHON'] ?? 'python3'
  try {
    await run(python, ['-c', 'import confluent_kafka.schema_registry.avro, toml'], LIMIT)
    return { python }
  } catch (error) {
    const line = (error as Error).message.trim().split('\n').at(-1)
    return { missing: `${python} lacks confluent-kafka (${line}); see requirements.txt` }
  }
}

/** What to run, and where. */
export interface PythonCall {
  /** A file in `python/`. */
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  /** Given to the program's stdin. */
  readonly input?: string
}

/** Runs a Python program and returns what it wrote to stdout. One that takes longer than a minute is killed. */
export async function runPython(python: string, call: PythonCall): Promise<string> {
  const file = resolve(import.meta.dirname, '../python', call.program)
  const options = { ...LIMIT, cwd: call.cwd, maxBuffer: 64 * 2 ** 20 }
  const running = run(python, [file, ...call.args], options)
  running.child.stdin?.end(call.input ?? '')
  try {
    return (await running).stdout
  } catch (cause) {
    if (!(cause as ExecFileException).killed) throw cause
    throw new Error(`${call.program} was killed: not done after ${LIMIT.timeout} ms`, { cause })
  }
}
