import type { Frame } from '../frame.ts'
import { BadRecords } from './bad-records.ts'
import { Board } from './board.ts'
import { Connection, type ConnectionState } from './connection.ts'
import { csvOf } from './csv.ts'
import { element } from './dom.ts'
import { pngOf, save } from './download.ts'
import { Header } from './header.ts'
import { PageModel } from './page-model.ts'
import { firstTheme, type Theme, useTheme } from './theme.ts'
import { Toolbar } from './toolbar.ts'
import { FIRST_VIEW, type ViewState } from './view-state.ts'

/** The page: frames go into the model, and the model is drawn as the viewer has chosen. */
export class Page {
  readonly #model = new PageModel()
  readonly #header = new Header()
  readonly #board = new Board()
  readonly #bad = new BadRecords()
  readonly #toolbar: Toolbar
  readonly #connection: Connection
  #state: ViewState = FIRST_VIEW
  #connected: ConnectionState = 'connecting'
  #theme: Theme = firstTheme()
  #due = false

  constructor(root: HTMLElement) {
    useTheme(this.#theme)
    this.#toolbar = new Toolbar(this.#state, {
      change: (change) => this.#change(change),
      toggleTheme: () => this.#toggleTheme(),
      savePng: () => this.#savePng(),
      saveCsv: () => this.#saveCsv(),
    })
    const main = element('main', {}, this.#toolbar.root, this.#board.root, this.#bad.root)
    root.append(this.#header.root, main)
    this.#connection = new Connection({
      onFrame: (frame) => this.#take(frame),
      onState: (state) => {
        this.#connected = state
        this.#drawSoon()
      },
    })
    this.#connection.open()
  }

  #take(frame: Frame): void {
    const isFirst = this.#model.info === undefined
    this.#model.apply(frame)
    if (isFirst && frame.type === 'snapshot') {
      this.#toolbar.offerWindows(frame.info.window)
      this.#change({ view: frame.info.view, window: frame.info.window })
    }
    this.#drawSoon()
  }

  #change(change: Partial<ViewState>): void {
    const { paused } = this.#state
    this.#state = { ...this.#state, ...change }
    if (this.#state.paused && !paused) this.#connection.pause()
    if (!this.#state.paused && paused) this.#connection.open()
    this.#toolbar.show(this.#state)
    this.#drawSoon()
  }

  #toggleTheme(): void {
    this.#theme = this.#theme === 'dark' ? 'light' : 'dark'
    useTheme(this.#theme)
    this.#drawSoon()
  }

  #savePng(): void {
    const pictures = this.#board.pictures
    if (pictures.length === 0) return
    void pngOf(pictures).then((png) => save('live-plot.png', png))
  }

  #saveCsv(): void {
    const { view, window } = this.#state
    const csv = csvOf(this.#board.shown, view, window)
    save('live-plot.csv', new Blob([csv], { type: 'text/csv' }))
  }

  /** However much changes, once a picture of the screen. */
  #drawSoon(): void {
    if (this.#due) return
    this.#due = true
    requestAnimationFrame(() => {
      this.#due = false
      this.#draw()
    })
  }

  #draw(): void {
    const { info, status, series, bad } = this.#model
    this.#header.show(info, status, this.#connected)
    this.#board.draw({ series, state: this.#state, theme: this.#theme, unit: info?.unit ?? '' })
    this.#bad.show(bad, status?.bad ?? 0, this.#state.zone)
  }
}
