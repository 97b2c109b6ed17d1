import { Chart, type ChartLook } from './chart.ts'
import { element, setText } from './dom.ts'
import { countText, rateText, valueText } from './format.ts'
import type { PageSeries } from './page-series.ts'
import { colourOf } from './theme.ts'

const COLUMNS = ['Key', 'Last', 'Records/s', 'Records', 'Late', 'Duplicate', 'Missing', 'Bad']

/** All keys in one chart, and their numbers in a table below it. */
export class Overlay {
  readonly root: HTMLElement
  readonly chart: Chart
  readonly #series: readonly PageSeries[]
  readonly #rows: readonly HTMLTableCellElement[][]
  readonly #under = element('p', { class: 'under' })

  constructor(series: readonly PageSeries[], look: ChartLook, parent: HTMLElement) {
    this.#series = series
    const label = `Chart of ${series.length} keys`
    const place = element('div', { class: 'chart', attrs: { role: 'img', 'aria-label': label } })
    const body = element('tbody')
    this.#rows = series.map((each) => addRow(body, each, look))
    const names = COLUMNS.map((text) => element('th', { text, attrs: { scope: 'col' } }))
    const head = element('thead', {}, element('tr', {}, ...names))
    const table = element('table', {}, head, body)
    this.root = element('article', { class: 'card overlay' }, place, this.#under, table)
    parent.append(this.root)
    this.chart = new Chart(place, look, series, (text) => setText(this.#under, text))
  }

  draw(window: number): void {
    this.#series.forEach(({ last, counters }, index) => {
      if (counters === undefined) return
      const { rate, count, late, duplicates, gaps, bad } = counters
      const counts = [count, late, duplicates, gaps, bad].map(countText)
      const texts = [valueText(last), rateText(rate), ...counts]
      texts.forEach((text, column) => {
        const cell = this.#rows[index]?.[column]
        if (cell !== undefined) setText(cell, text)
      })
    })
    this.chart.draw(window)
  }
}

function addRow(
  body: HTMLTableSectionElement,
  { id, key }: PageSeries,
  { theme }: ChartLook,
): HTMLTableCellElement[] {
  const swatch = element('span', { class: 'swatch', attrs: { 'aria-hidden': 'true' } })
  swatch.style.background = colourOf(id, theme)
  const text = element('span', { text: key, attrs: { dir: 'auto' } })
  const name = element('th', { attrs: { scope: 'row', title: key } }, swatch, text)
  const cells = COLUMNS.slice(1).map(() => element('td'))
  body.append(element('tr', {}, name, ...cells))
  return cells
}
