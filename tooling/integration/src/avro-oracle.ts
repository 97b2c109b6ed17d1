import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { canRun } from './can-run.ts'

const run = promisify(execFile)
const JAVA = resolve(import.meta.dirname, '../java')
const CACHE = resolve(import.meta.dirname, '../node_modules/.cache/avro-oracle')

/** Why Avro's Java implementation cannot be asked, for the name of a suite; empty where it can. */
export const noAvroOracle: string = lack()

function lack(): string {
  if (!canRun('javac', '--version')) return ' (skipped: no javac on PATH; install a JDK 17)'
  return canRun('mvn', '--version') ? '' : ' (skipped: no mvn on PATH)'
}

/** A datum as Java has it. */
export interface JavaDatum {
  /** Its bytes, written by Java. */
  readonly hex: string
  /** Avro's JSON encoding of it. */
  readonly json: string
}

/** Avro's Java implementation, in one process that answers as long as it is not closed. */
export class AvroOracle implements AsyncDisposable {
  readonly #java: ChildProcessWithoutNullStreams
  readonly #answers: AsyncIterator<string>
  #stderr = ''

  private constructor(java: ChildProcessWithoutNullStreams) {
    this.#java = java
    java.stderr.on('data', (chunk) => {
      this.#stderr += chunk
    })
    this.#answers = createInterface({ input: java.stdout })[Symbol.asyncIterator]()
  }

  static async start(): Promise<AvroOracle> {
    const classPath = await findClassPath()
    const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classPath]
    return new AvroOracle(spawn('java', [...flags, join(JAVA, 'AvroOracle.java')]))
  }

  /** One question. Java's own error, if there is one, is thrown. */
  async ask<A>(ask: string, about: object): Promise<A> {
    this.#java.stdin.write(`${JSON.stringify({ ask, ...about })}\n`)
    const answer = await this.#answers.next()
    if (answer.done) throw new Error(`the Java process has ended: ${this.#stderr}`)
    const json = JSON.parse(answer.value)
    if (json.fault !== undefined) throw new Error(json.fault)
    return json
  }

  /** A file of Avro's tests jar. */
  async resource(name: string): Promise<Buffer> {
    const { hex } = await this.ask<{ hex: string }>('resource', { name })
    return Buffer.from(hex, 'hex')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#java, 'exit')
    this.#java.stdin.end()
    await ended
  }
}

/** Asks Maven once for each state of the pom. */
async function findClassPath(): Promise<string> {
  const pom = join(JAVA, 'pom.xml')
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16)
  const file = join(CACHE, hash)
  const known = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (known !== '' && known.split(delimiter).every((jar) => existsSync(jar))) return known
  mkdirSync(CACHE, { recursive: true })
  const output = join(CACHE, `${hash}-${process.pid}`)
  const goal = 'dependency:build-classpath'
  await run('mvn', ['--batch-mode', '--quiet', `-Dmdep.outputFile=${output}`, '--file', pom, goal])
  const found = readFileSync(output, 'utf8')
  writeFileSync(file, found)
  return found
}
