import { performance } from 'node:perf_hooks'
import { refusal, requireWhole } from './bounds.ts'
import { LivePlotError } from './errors.ts'
import type { SeriesDocument } from './frame.ts'
import { keyName } from './model/key-name.ts'
import { PlotModel, type SourceStatus } from './model/plot-model.ts'
import { checkOptions, type LivePlotOptions } from './options.ts'
import { type Listening, type ListenOptions, listen } from './server/listen.ts'
import { seriesDocument } from './server/series-document.ts'
import {
  TerminalDrawing,
  type TerminalPlot,
  type TerminalStream,
} from './terminal/terminal-plot.ts'
import { type SvgOptions, toSvg } from './to-svg.ts'

const MOST_ERROR_TEXT = 500
const MOST_FIRST_BYTES = 32
const MOST_TOPIC = 255
const SVG_SIDE = [100, 10_000] as const

/** What is known about a record beside its key, time and value. */
export interface RecordMeta {
  /**
   * Its size in bytes, for the rate of bytes.
   * @default 0
   */
  readonly bytes?: number
}

/** A record that cannot be plotted. */
export interface BadRecordReport {
  /** Where it lies. */
  readonly topic?: string
  /** Where it lies. */
  readonly partition?: number
  /** Where it lies. */
  readonly offset?: string | number | bigint
  /** Its key, if that could be read. */
  readonly key?: string
  /** What is wrong with it: an error, whose message is shown, or the words. */
  readonly error: unknown
  /** Its beginning; 32 bytes of it are shown. */
  readonly firstBytes?: Uint8Array
}

/** Series that grow while they are watched. */
export interface LivePlot {
  /**
   * Takes one record. Never fails for what a record holds: a value that is no finite number is
   * drawn as a gap, and an event time that is none makes it a bad record.
   * @param timeMs event time in milliseconds since 1970-01-01 UTC
   * @throws {@link LivePlotError} ERR_PLOT_BAD_ARGUMENT if a type is wrong
   */
  push(key: string, timeMs: number, value: number, meta?: RecordMeta): void
  /** Takes one record that cannot be plotted; the last 100 are shown, all are counted. */
  bad(report: BadRecordReport): void
  /** Says how the source fares; what is left out stays as it was. */
  status(status: SourceStatus): void
  /**
   * Serves the page.
   * @throws {@link LivePlotError} ERR_PLOT_BAD_OPTION, ERR_PLOT_CLOSED, ERR_PLOT_LISTEN,
   * ERR_PLOT_NO_PAGE, ERR_PLOT_TOKEN_NEEDED
   */
  listen(options?: ListenOptions): Promise<Listening>
  /**
   * Draws in a terminal, or writes a line an interval where the stream is none.
   * @throws {@link LivePlotError} ERR_PLOT_CLOSED
   */
  toTerminal(stream: TerminalStream): TerminalPlot
  /**
   * Draws the window as the text of an SVG file.
   * @throws {@link LivePlotError} ERR_PLOT_BAD_OPTION
   */
  toSvg(options?: SvgOptions): string
  /** Everything there is at this moment, as `/series.json` tells it. */
  read(): SeriesDocument
  /** Ends every server and drawing, in less than a second. Records are still taken. */
  close(): Promise<void>
}

/**
 * Makes a plot with nothing in it.
 * @throws {@link LivePlotError} ERR_PLOT_BAD_OPTION
 */
export function createLivePlot(options: LivePlotOptions = {}): LivePlot {
  return new Plot(new PlotModel(checkOptions(options), performance.now()))
}

/** What has to be told when an interval is over, and when all is over. */
interface Output {
  tick(): void
  close(): void | Promise<void>
}

class Plot implements LivePlot {
  readonly #model: PlotModel
  readonly #outputs = new Set<Output>()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(model: PlotModel) {
    this.#model = model
  }

  push(key: string, timeMs: number, value: number, meta?: RecordMeta): void {
    if (typeof key !== 'string' || typeof timeMs !== 'number' || typeof value !== 'number') {
      throw wrongType(key, timeMs, value)
    }
    if (Number.isFinite(timeMs)) this.#model.push(key, timeMs, value, meta?.bytes ?? 0)
    else this.bad({ key, error: `its event time is ${timeMs}` })
  }

  bad({ topic = '', partition, offset, key, error, firstBytes }: BadRecordReport): void {
    this.#model.addBad({
      topic: topic.slice(0, MOST_TOPIC),
      partition: partition ?? null,
      offset: offset === undefined ? null : String(offset),
      key: key === undefined ? null : keyName(key),
      error: (error instanceof Error ? error.message : String(error)).slice(0, MOST_ERROR_TEXT),
      firstBytes: Buffer.from(firstBytes?.subarray(0, MOST_FIRST_BYTES) ?? []).toString('hex'),
      atMs: Date.now(),
    })
  }

  status(status: SourceStatus): void {
    this.#model.setSource(status)
  }

  async listen(options: ListenOptions = {}): Promise<Listening> {
    this.#requireOpen('listening')
    const server = await listen(this.#model, options)
    if (this.#isClosed) await server.close()
    this.#requireOpen('listening')
    this.#add(server)
    const { url, port, takenPort } = server
    return { url, port, takenPort, close: async () => this.#remove(server) }
  }

  toTerminal(stream: TerminalStream): TerminalPlot {
    this.#requireOpen('drawing')
    const drawing = new TerminalDrawing(this.#model, stream, process.env)
    this.#add(drawing)
    drawing.tick()
    return {
      print: (text) => drawing.print(text),
      close: () => void this.#remove(drawing),
    }
  }

  toSvg(options: SvgOptions = {}): string {
    const { width = 960, height = 480, theme = 'light', view = 'sorted' } = options
    requireWhole('width', width, SVG_SIDE)
    requireWhole('height', height, SVG_SIDE)
    if (theme !== 'light' && theme !== 'dark') throw refusal('theme', theme, 'Give light or dark.')
    if (view !== 'arrival' && view !== 'sorted') {
      throw refusal('view', view, 'Give arrival or sorted.')
    }
    return toSvg(this.#model, { width, height, theme, view })
  }

  read(): SeriesDocument {
    this.#model.tick(performance.now())
    return seriesDocument(this.#model)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#outputs].map((output) => this.#remove(output)))
  }

  #add(output: Output): void {
    this.#outputs.add(output)
    // A drawing alone keeps no process alive; a server does so by itself.
    this.#timer ??= setInterval(() => this.#tick(), this.#model.settings.intervalMs).unref()
  }

  async #remove(output: Output): Promise<void> {
    this.#outputs.delete(output)
    if (this.#outputs.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
    await output.close()
  }

  #tick(): void {
    this.#model.tick(performance.now())
    for (const output of this.#outputs) output.tick()
  }

  #requireOpen(what: string): void {
    if (!this.#isClosed) return
    throw new LivePlotError('ERR_PLOT_CLOSED', {
      what,
      because: 'the plot was closed',
      fix: 'Make a new one with createLivePlot.',
    })
  }
}

function wrongType(key: unknown, timeMs: unknown, value: unknown): LivePlotError {
  const code = 'ERR_PLOT_BAD_ARGUMENT'
  if (typeof key !== 'string') return refusal('key', key, 'Give a string.', code)
  return typeof timeMs === 'number'
    ? refusal('value', value, 'Give a number.', code)
    : refusal('timeMs', timeMs, 'Give a number.', code)
}
