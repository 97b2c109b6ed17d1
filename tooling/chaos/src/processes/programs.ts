import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { LineProgram } from './line-process.ts'

const SOURCE = resolve(import.meta.dirname, '..')
const PYTHON = resolve(import.meta.dirname, '../../python')

/** A module of ours in a process of its own. @param path - below `src` */
export function nodeProgram(path: string): LineProgram {
  const flags = ['--conditions=@hops-kafka/source', '--import', import.meta.resolve('tsx')]
  return { command: process.execPath, args: [...flags, resolve(SOURCE, path)] }
}

/** A program in `python/`. */
export function pythonProgram(file: string): LineProgram {
  return { command: pythonCommand(), args: [resolve(PYTHON, file)] }
}

/** Why the Python programs cannot run here; undefined where they can. */
export async function whyNoPython(): Promise<string | undefined> {
  try {
    await promisify(execFile)(pythonCommand(), ['-c', 'import confluent_kafka'])
    return undefined
  } catch {
    return `${pythonCommand()} has no confluent-kafka; see tooling/integration/requirements.txt`
  }
}

function pythonCommand(): string {
  return process.env['HOPS_KAFKA_PYTHON'] ?? 'python3'
}
