/** Words about what is going on: one rewritten line on a terminal, else a line every ten seconds. */
export interface StatusLine {
  /** What to show from now on; it is asked anew each time the line is drawn, also while nothing moves. */
  show(text: () => string): void
  /** Writes a line of its own, above the status line on a terminal. */
  print(text: string): void
  /** Draws the last state for good and ends the line. */
  end(): void
}

const TERMINAL_INTERVAL_MS = 200
const PIPE_INTERVAL_MS = 10_000
const CLEAR_LINE = '\r\u001b[2K'

/** A status line on `stream`, which is stderr: data alone goes to stdout. */
export function statusLine(stream: NodeJS.WriteStream): StatusLine {
  const terminal = stream.isTTY === true
  let latest: (() => string) | undefined
  let timer: NodeJS.Timeout | undefined

  // A terminal that does not know its width says 0.
  const width = (): number => stream.columns || 80

  function draw(): void {
    if (latest === undefined) return
    const text = latest()
    stream.write(terminal ? `${CLEAR_LINE}${text.slice(0, width() - 1)}` : `${text}\n`)
  }

  return {
    show(text) {
      latest = text
      timer ??= setInterval(draw, terminal ? TERMINAL_INTERVAL_MS : PIPE_INTERVAL_MS).unref()
    },
    print(text) {
      stream.write(terminal ? `${CLEAR_LINE}${text}\n` : `${text}\n`)
      if (terminal) draw()
    },
    end() {
      clearInterval(timer)
      if (terminal && latest !== undefined) {
        draw()
        stream.write('\n')
      }
      latest = undefined
    },
  }
}
