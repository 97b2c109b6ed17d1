import { SandboxError, systemCode } from '../errors.ts'
import { type ProgramResult, runProgram } from '../run-program.ts'

/** What Maven is asked for. */
export interface ClassPathRequest {
  readonly pom: string
  readonly kafkaVersion: string
  /** Maven writes the class path into this file. */
  readonly outputFile: string
  readonly onProgress: (text: string) => void
}

/** A download that says nothing for so long has stalled; Maven itself gives up on a host earlier. */
const SILENCE_MS = 180_000

/**
 * Lets Maven download Kafka's jars into its own repository and write their class path.
 *
 * @throws {SandboxError} ERR_SANDBOX_NO_MAVEN, ERR_SANDBOX_DOWNLOAD
 */
export async function resolveClassPath(request: ClassPathRequest): Promise<void> {
  const { pom, kafkaVersion, outputFile, onProgress } = request
  const { exitCode, output } = await runMaven({
    pom,
    kafkaVersion,
    args: [`-Dmdep.outputFile=${outputFile}`, 'dependency:build-classpath'],
    onLine: downloadProgress(kafkaVersion, onProgress),
  })
  if (exitCode === 0) return
  throw new SandboxError('ERR_SANDBOX_DOWNLOAD', {
    what: `Apache Kafka ${kafkaVersion} could not be fetched by Maven`,
    because: mavenReason(output),
    fix: 'Check the network and the mirror in ~/.m2/settings.xml, or set KAFKA_HOME to an unpacked Kafka.',
    retriable: true,
  })
}

/** A run of Maven's goals on a project of ours. */
export interface MavenRun {
  readonly pom: string
  readonly kafkaVersion: string
  readonly args: readonly string[]
  readonly onLine?: (line: string) => void
}

/** Runs Maven to its end. @throws {SandboxError} ERR_SANDBOX_NO_MAVEN */
export async function runMaven(run: MavenRun): Promise<ProgramResult> {
  const { pom, kafkaVersion, onLine = () => undefined } = run
  const args = [
    '--batch-mode',
    // Without it Maven remembers a failed download and does not try again.
    '--update-snapshots',
    '-Dstyle.color=never',
    // A dead network ends in words, not in Maven's half hour.
    '-Dmaven.wagon.http.connectionTimeout=10000',
    '-Dmaven.wagon.rto=30000',
    '-Daether.connector.connectTimeout=10000',
    '-Daether.connector.requestTimeout=30000',
    `-Dkafka.version=${kafkaVersion}`,
    '--file',
    pom,
    ...run.args,
  ]
  try {
    return await runProgram('mvn', args, { onLine, silenceMs: SILENCE_MS })
  } catch (cause) {
    throw new SandboxError('ERR_SANDBOX_NO_MAVEN', {
      what: 'Maven (mvn)',
      because: `it cannot be started (${systemCode(cause) ?? 'unknown error'}), and Kafka's jars are not here yet`,
      fix: 'Install Maven 3.6 or later, or set KAFKA_HOME to an unpacked Kafka.',
      cause,
    })
  }
}

/** Hundreds of files come down; nobody reads faster than this. */
const PROGRESS_MS = 250

const UNITS: Readonly<Record<string, number>> = { B: 1e-6, kB: 1e-3, MB: 1 }

/** Reads "Downloaded from …: … (1.2 MB at 3 MB/s)" lines and tells the sum so far. */
function downloadProgress(version: string, tell: (text: string) => void): (line: string) => void {
  let files = 0
  let megabytes = 0
  let told = 0
  return (line) => {
    const [, amount, unit] = /Downloaded from .*\(([\d.]+) (B|kB|MB) at /.exec(line) ?? []
    if (amount === undefined || unit === undefined) return
    files += 1
    megabytes += Number(amount) * (UNITS[unit] ?? 0)
    if (Date.now() - told < PROGRESS_MS) return
    told = Date.now()
    tell(`downloading Apache Kafka ${version}: ${files} files, ${megabytes.toFixed(0)} MB`)
  }
}

/** The first error of a Maven run in one line, without Maven's frame around it. */
export function mavenReason(output: string): string {
  const errors = output.split('\n').filter((line) => line.startsWith('[ERROR]'))
  const first = errors[0]
  if (first === undefined) return output.trim().split('\n').at(-1) || 'it said nothing for too long'
  const text = first.replace('[ERROR]', '').trim()
  const core = /(?:Could not (?:transfer|find) artifact|Failure to (?:find|transfer)).*/.exec(text)
  const [reason = text] = (core?.[0] ?? text).split(' -> [')
  return reason.length > 300 ? `${reason.slice(0, 300)}…` : reason
}
