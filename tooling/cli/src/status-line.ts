/** Words about what is going on: one rewritten line on a terminal, else a line every ten seconds. */
export interface StatusLine {
  /** Shows the newest state. Cheap: drawn at most five times a second. */
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
  const intervalMs = terminal ? TERMINAL_INTERVAL_MS : PIPE_INTERVAL_MS
  let drawnAt: number | undefined
  let latest: (() => string) | undefined

  // A terminal that does not know its width says 0.
  const width = (): number => stream.columns || 80

  function draw(): void {
    if (latest === undefined) return
    drawnAt = Date.now()
    const text = latest()
    stream.write(terminal ? `${CLEAR_LINE}${text.slice(0, width() - 1)}` : `${text}\n`)
  }

  return {
    show(text) {
      latest = text
      // The first line of a log tells nothing yet; on a terminal it shows that something goes on.
      if (drawnAt === undefined && !terminal) drawnAt = Date.now()
      if (Date.now() - (drawnAt ?? 0) >= intervalMs) draw()
    },
    print(text) {
      stream.write(terminal ? `${CLEAR_LINE}${text}\n` : `${text}\n`)
      if (terminal) draw()
    },
    end() {
      if (terminal && latest !== undefined) {
        draw()
        stream.write('\n')
      }
      latest = undefined
    },
  }
}
