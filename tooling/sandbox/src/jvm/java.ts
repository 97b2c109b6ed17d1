import { join } from 'node:path'
import { SandboxError } from '../errors.ts'
import { type ProgramResult, runProgram } from '../run-program.ts'

/** A Java that can run Kafka. */
export interface Java {
  readonly command: string
  /** As Java says it, for example `17.0.15`. */
  readonly version: string
}

/** Kafka 4 asks for it; the older ones run on it. */
const OLDEST = 17
const FIX = `Install a Java of version ${OLDEST} or later, or set JAVA_HOME to one.`

/**
 * The Java of JAVA_HOME, or else the first on the PATH.
 *
 * @throws {SandboxError} ERR_SANDBOX_NO_JAVA, ERR_SANDBOX_OLD_JAVA
 */
export async function findJava(): Promise<Java> {
  const home = process.env['JAVA_HOME']
  const command = home ? join(home, 'bin', 'java') : 'java'
  const { output } = await askVersion(command)
  const version = /version "([^"]+)"/.exec(output)?.[1]
  if (version === undefined) {
    throw noJava(command, `it does not tell a version: ${output.trim().split('\n')[0] ?? ''}`)
  }
  // Up to Java 8 the version began with "1.".
  const major = Number(/^(?:1\.)?(\d+)/.exec(version)?.[1])
  if (major >= OLDEST) return { command, version }
  throw new SandboxError('ERR_SANDBOX_OLD_JAVA', {
    what: `Java (${command})`,
    because: `its version is ${version}, and Kafka needs ${OLDEST} or later`,
    fix: FIX,
  })
}

async function askVersion(command: string): Promise<ProgramResult> {
  try {
    return await runProgram(command, ['-version'], { silenceMs: 20_000 })
  } catch (cause) {
    throw noJava(command, 'it is not there', cause)
  }
}

function noJava(command: string, because: string, cause?: unknown): SandboxError {
  const what = `Java (${command})`
  return new SandboxError('ERR_SANDBOX_NO_JAVA', { what, because, fix: FIX, cause })
}
