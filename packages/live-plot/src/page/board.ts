import { Card } from './card.ts'
import { type ChartLook, LEAST_HEIGHT } from './chart.ts'
import { element, setText } from './dom.ts'
import type { Picture } from './download.ts'
import { Overlay } from './overlay.ts'
import type { PageSeries } from './page-series.ts'
import type { Theme } from './theme.ts'
import type { ViewState } from './view-state.ts'

/** More charts at once nobody can read; the filter finds the others. */
const MOST_SHOWN = 24
/** A taller chart of one key shows nothing more. */
const TALLEST = 400
/** What the overlay leaves of the window for its table. */
const OVERLAY_SHARE = 0.5

/** All that decides which charts there are, and how they look. */
export interface BoardPlan {
  readonly series: readonly PageSeries[]
  readonly state: ViewState
  readonly theme: Theme
  readonly unit: string
}

/** The charts. Made anew only when what is shown, or its look, changes. */
export class Board {
  readonly root = element('section', { class: 'board', attrs: { 'aria-label': 'Charts' } })
  readonly #note = element('p', { class: 'note' })
  readonly #grid = element('div', { class: 'grid' })
  #parts: readonly (Card | Overlay)[] = []
  #shown: readonly PageSeries[] = []
  #made = ''

  constructor() {
    this.root.append(this.#note, this.#grid)
    new ResizeObserver(() => this.#resize()).observe(this.root)
    addEventListener('resize', () => this.#resize())
  }

  /** The keys that are drawn now. */
  get shown(): readonly PageSeries[] {
    return this.#shown
  }

  get pictures(): Picture[] {
    return this.#parts.map((part) => ({
      title: part instanceof Card ? part.series.key : '',
      chart: part.chart,
    }))
  }

  draw(plan: BoardPlan): void {
    const { series, state, theme, unit } = plan
    const wanted = state.filter.toLowerCase()
    const found = series.filter(({ key }) => key.toLowerCase().includes(wanted))
    this.#shown = found.slice(0, MOST_SHOWN)
    setText(this.#note, noteOf(series.length, found.length, this.#shown.length))
    const { view, layout, zone, window } = state
    const ids = this.#shown.map(({ id, key }) => [id, key])
    const making = JSON.stringify([ids, view, layout, zone, theme, unit])
    if (making !== this.#made) {
      this.#made = making
      this.#make(layout === 'overlay', { view, zone, theme, unit })
    }
    for (const part of this.#parts) part.draw(window)
  }

  #make(overlay: boolean, look: ChartLook): void {
    for (const { chart } of this.#parts) chart.destroy()
    this.#grid.replaceChildren()
    this.#grid.classList.toggle('one', overlay)
    if (overlay)
      this.#parts = this.#shown.length > 0 ? [new Overlay(this.#shown, look, this.#grid)] : []
    else this.#parts = this.#shown.map((each) => new Card(each, look, this.#grid))
    this.#resize()
  }

  #resize(): void {
    const [first] = this.#parts
    if (first === undefined) return
    const height = first instanceof Card ? this.#cardHeight(first) : innerHeight * OVERLAY_SHARE
    for (const { chart } of this.#parts) chart.resize(Math.max(LEAST_HEIGHT, Math.floor(height)))
  }

  /** The height of a chart at which the rows fill the window. */
  #cardHeight({ root, chart }: Card): number {
    const { gridTemplateColumns, rowGap } = getComputedStyle(this.#grid)
    const rows = Math.ceil(this.#parts.length / gridTemplateColumns.split(' ').length)
    const top = this.#grid.getBoundingClientRect().top + scrollY
    const row = (innerHeight - top) / rows - Number.parseFloat(rowGap)
    return Math.min(TALLEST, row - (root.offsetHeight - chart.height))
  }
}

function noteOf(all: number, found: number, shown: number): string {
  if (all === 0) return 'Waiting for the first record.'
  if (found === 0) return 'No key holds this text.'
  if (shown < found) return `Showing ${shown} of ${found} keys; the filter finds the others.`
  return found < all ? `Showing ${found} of ${all} keys.` : ''
}
