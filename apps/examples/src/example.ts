import type { Settings } from 'hops-kafka'

/** What every example is given. */
export interface Example {
  /** The configuration: of `-c`, of `config.toml` here, or of the sandbox. */
  readonly settings: Settings
  /** What was typed behind the example's name. */
  readonly args: readonly string[]
  /** Records to write or read; undefined: as the example likes, or until Ctrl-C. */
  readonly count: number | undefined
  /** Aborted at Ctrl-C. */
  readonly signal: AbortSignal
  /** Writes a line of data to stdout. */
  readonly print: (line: string) => void
  /** Writes words to stderr. */
  readonly say: (words: string) => void
}

/** An example; it may go on until its signal is aborted. */
export type Program = (example: Example) => Promise<void>
