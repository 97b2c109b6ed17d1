import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { draftOf, isThere } from '../files.ts'
import type { KafkaRuntime } from './kafka-runtime.ts'

/**
 * The archive of loaded classes (class data sharing, JEP 350), which halves Kafka's start. The
 * first broker that is stopped leaves it in the cache of its jars.
 */
export class ClassArchive {
  readonly #file: string
  readonly #draft: string | undefined

  private constructor(file: string, draft?: string) {
    this.#file = file
    this.#draft = draft
  }

  static async of({ java, jars }: KafkaRuntime): Promise<ClassArchive> {
    const file = join(jars.cache, `classes-${java.version}.jsa`)
    return new ClassArchive(file, (await isThere(file)) ? undefined : draftOf(file))
  }

  get wanted(): boolean {
    return this.#draft !== undefined
  }

  /** Logging is off since the JVM warns of every class that it cannot archive. */
  get flags(): readonly string[] {
    const use = this.#draft
      ? `-XX:ArchiveClassesAtExit=${this.#draft}`
      : `-XX:SharedArchiveFile=${this.#file}`
    return [use, '-Xlog:cds=off', '-Xlog:cds+dynamic=off']
  }

  /** Gives the archive its name, if the JVM lived to finish it; if not, the next broker tries again. */
  async settle(finished: boolean): Promise<void> {
    if (this.#draft === undefined) return
    // Losing the archive costs a slower start and nothing else.
    if (finished) await rename(this.#draft, this.#file).catch(() => undefined)
    await rm(this.#draft, { force: true }).catch(() => undefined)
  }
}
