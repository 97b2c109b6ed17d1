import { Card } from './card.ts'
import type { ChartLook } from './chart.ts'
import { element, setText } from './dom.ts'
import type { Picture } from './download.ts'
import { Overlay } from './overlay.ts'
import type { PageSeries } from './page-series.ts'
import type { Theme } from './theme.ts'
import type { ViewState } from './view-state.ts'

/** More charts at once nobody can read; the filter finds the others. */
const MOST_SHOWN = 24
const CARD_HEIGHT = 170
const OVERLAY_HEIGHT = 420

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
      const height = layout === 'overlay' ? OVERLAY_HEIGHT : CARD_HEIGHT
      this.#make(layout === 'overlay', { view, zone, theme, unit, height })
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
    for (const { chart } of this.#parts) chart.resize()
  }
}

function noteOf(all: number, found: number, shown: number): string {
  if (all === 0) return 'Waiting for the first record.'
  if (found === 0) return 'No key holds this text.'
  if (shown < found) return `Showing ${shown} of ${found} keys; the filter finds the others.`
  return found < all ? `Showing ${found} of ${all} keys.` : ''
}
