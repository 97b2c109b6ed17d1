import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Flags } from './flags.ts'

/** The checkpoint cannot be used. */
export class CheckpointError extends Error {
  readonly code = 'ERR_PRODUCER_STATE'
  readonly what: string
  readonly because: string
  readonly fix: string

  constructor(file: string, because: string, fix: string, cause?: unknown) {
    const what = `the checkpoint ${file} cannot be used`
    super(`${what}: ${because}`, cause === undefined ? undefined : { cause })
    this.name = 'CheckpointError'
    this.what = what
    this.because = because
    this.fix = fix
  }
}

/** What has to be the same in a run that goes on from a checkpoint. */
type Run = Pick<Flags, 'sensors' | 'seed' | 'shard'>

/**
 * The step from which no record is missing in Kafka, kept in a file. A run that is killed goes on there: what was
 * delivered after the last time it was kept is sent once more.
 */
export class Checkpoint {
  readonly #file: string
  readonly #run: Run
  #kept: number | undefined

  /** @throws {@link CheckpointError} for a file that is no checkpoint, or that of another run */
  constructor(file: string, { sensors, seed, shard }: Run) {
    this.#file = file
    this.#run = { sensors, seed, shard }
    this.#kept = this.#read()
  }

  /** The step to begin with; none before a first run. */
  get step(): number | undefined {
    return this.#kept
  }

  /** Keeps a step. Whoever reads the file finds the former one or this one, whole. */
  keep(step: number): void {
    if (step === this.#kept) return
    const draft = `${this.#file}.${process.pid}.tmp`
    try {
      writeFileSync(draft, `${JSON.stringify({ step, ...this.#run })}\n`)
      renameSync(draft, this.#file)
    } catch (cause) {
      throw new CheckpointError(this.#file, reason(cause), 'Name a file that can be written', cause)
    }
    this.#kept = step
  }

  #read(): number | undefined {
    const text = this.#text()
    if (text === undefined) return undefined
    const { step, ...run } = this.#parsed(text)
    if (JSON.stringify(run) !== JSON.stringify(this.#run)) {
      const because = `it belongs to a run with ${JSON.stringify(run)}`
      throw new CheckpointError(this.#file, because, 'Give the same flags, or another file')
    }
    return step
  }

  #text(): string | undefined {
    try {
      return readFileSync(this.#file, 'utf8')
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new CheckpointError(this.#file, reason(cause), 'Name a file that can be read', cause)
    }
  }

  #parsed(text: string): { readonly step: number } {
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      parsed = undefined
    }
    const { step } = (parsed ?? {}) as { step?: unknown }
    if (Number.isSafeInteger(step) && Number(step) >= 0) return parsed as { readonly step: number }
    const fix = 'Delete it, or name another file'
    throw new CheckpointError(this.#file, 'it does not hold what a checkpoint does', fix)
  }
}

/** The flags of a run that begins at a checkpoint and ends where it would have ended in one go. */
export function fromCheckpoint<F extends Flags>(flags: F, checkpoint: Checkpoint | undefined): F {
  const step = checkpoint?.step
  if (step === undefined) return flags
  const left = Math.max(0, flags.time + flags.events - step)
  return { ...flags, time: step, events: flags.events < 0 ? flags.events : left }
}

function reason(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? String(cause)
}
