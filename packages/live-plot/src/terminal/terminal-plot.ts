import { stripVTControlCharacters } from 'node:util'
import type { PlotModel } from '../model/plot-model.ts'
import { harmless, widthOf } from './fit-text.ts'
import { type Canvas, lineOf, pictureOf } from './rows.ts'

const DEFAULT_COLUMNS = 80
const DEFAULT_ROWS = 24
/** Words kept while the stream takes nothing; older ones are dropped. */
const MOST_WORDS = 100
const ERASE_BELOW = '\u001b[J'

/** Where to draw: `process.stdout`, or anything of its shape. */
export interface TerminalStream {
  /** True for a terminal; else lines are written instead of drawn. */
  readonly isTTY?: boolean
  /** Width in characters, 80 if missing. */
  readonly columns?: number
  /** Height in lines, 24 if missing. */
  readonly rows?: number
  /** False if what was written has to wait. */
  readonly writableNeedDrain?: boolean
  /** Writes text. */
  write(text: string): boolean
  /** Hears of a new size. */
  on(event: 'resize', listener: () => void): unknown
  /** No longer hears of it. */
  off(event: 'resize', listener: () => void): unknown
}

/** A drawing that goes on until it is closed. */
export interface TerminalPlot {
  /** Writes a line of its own, above the picture in a terminal; control characters in it are shown as text. */
  print(text: string): void
  /** Draws a last time and leaves the picture standing. */
  close(): void
}

/** Draws a model over and over in the same place. */
export class TerminalDrawing implements TerminalPlot {
  readonly #model: PlotModel
  readonly #stream: TerminalStream
  readonly #isTerminal: boolean
  readonly #hasColour: boolean
  readonly #redraw = () => this.tick()
  /** Widths of the lines that stand above the cursor. */
  #drawn: readonly number[] = []
  #lastLine = ''
  /** Lines to write above the next picture. */
  #words: string[] = []
  #isClosed = false

  constructor(model: PlotModel, stream: TerminalStream, env: NodeJS.ProcessEnv) {
    this.#model = model
    this.#stream = stream
    this.#isTerminal = stream.isTTY === true && env['TERM'] !== 'dumb'
    this.#hasColour = this.#isTerminal && (env['NO_COLOR'] ?? '') === ''
    if (this.#isTerminal) stream.on('resize', this.#redraw)
  }

  /** Draws, or writes a line. A stream that has not taken the last drawing is left alone. */
  tick(): void {
    if (this.#isClosed || this.#stream.writableNeedDrain === true) return
    if (this.#isTerminal) this.#draw()
    else this.#writeLine()
  }

  print(text: string): void {
    const line = harmless(text)
    if (!this.#isTerminal || this.#isClosed) return void this.#stream.write(`${line}\n`)
    this.#words.push(line)
    if (this.#words.length > MOST_WORDS) this.#words.shift()
    this.tick()
  }

  close(): void {
    if (this.#isClosed) return
    this.tick()
    this.#isClosed = true
    this.#stream.off('resize', this.#redraw)
  }

  #draw(): void {
    const { columns = DEFAULT_COLUMNS, rows = DEFAULT_ROWS } = this.#stream
    // The last column stays free: writing there wraps on some terminals.
    const canvas: Canvas = { columns: Math.max(1, columns - 1), rows, hasColour: this.#hasColour }
    const lines = pictureOf(this.#model, canvas)
    this.#stream.write(
      `${this.#back(columns)}${ERASE_BELOW}${[...this.#words, ...lines].join('\n')}\n`,
    )
    this.#words = []
    this.#drawn = lines.map((line) => widthOf(stripVTControlCharacters(line)))
  }

  /** Moves to the start of the picture, whose lines a narrower terminal has wrapped since. */
  #back(columns: number): string {
    let height = 0
    for (const width of this.#drawn) height += Math.max(1, Math.ceil(width / columns))
    return height === 0 ? '' : `\u001b[${height}F`
  }

  #writeLine(): void {
    const line = lineOf(this.#model)
    if (line === this.#lastLine) return
    this.#lastLine = line
    this.#stream.write(`${line}\n`)
  }
}
