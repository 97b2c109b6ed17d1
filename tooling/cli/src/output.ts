import type { Stop } from './stop-signal.ts'

/** The one code of {@link OutputError}. */
export type OutputErrorCode = 'ERR_OUTPUT'

/** What a program has to say cannot be written, for example because the disk is full. */
export class OutputError extends Error {
  readonly code: OutputErrorCode = 'ERR_OUTPUT'
  readonly what = 'the output cannot be written'
  readonly because: string
  readonly fix = 'Free space on the disk, or write somewhere else'

  constructor(cause: NodeJS.ErrnoException) {
    super(`the output cannot be written: ${cause.code ?? cause.message}`, { cause })
    this.because = cause.code ?? cause.message
  }
}

/** An output under watch. */
export interface WatchedOutput {
  /** Writes a line; true once it is handed to the system, false when that failed. */
  writeLine(line: string): Promise<boolean>
  /** @throws OutputError when writing failed for another reason than a reader that went away */
  check(): void
}

/**
 * Watches an output: a failed write asks the program to stop. A reader that goes away, as `head` does, is no failure.
 */
export function watchOutput(stream: NodeJS.WritableStream, stop: Stop): WatchedOutput {
  let failure: NodeJS.ErrnoException | undefined
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error
    stop.request('output closed')
  })
  return {
    writeLine: (line) =>
      new Promise((onWritten) => {
        stream.write(`${line}\n`, (error) => onWritten(!error))
      }),
    check() {
      if (failure !== undefined && failure.code !== 'EPIPE') throw new OutputError(failure)
    },
  }
}
