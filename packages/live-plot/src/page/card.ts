import { Chart, type ChartLook } from './chart.ts'
import { element, setText } from './dom.ts'
import { countText, rateText, valueText } from './format.ts'
import type { PageSeries } from './page-series.ts'
import { colourOf } from './theme.ts'

/** One key with its numbers and its chart. */
export class Card {
  readonly root: HTMLElement
  readonly series: PageSeries
  readonly chart: Chart
  readonly #look: ChartLook
  readonly #last = element('strong', { class: 'last' })
  readonly #counters = element('p', { class: 'counters' })
  readonly #place = element('div', { class: 'chart', attrs: { role: 'img' } })
  readonly #under = element('p', { class: 'under' })

  constructor(series: PageSeries, look: ChartLook, parent: HTMLElement) {
    this.series = series
    this.#look = look
    const swatch = element('span', { class: 'swatch', attrs: { 'aria-hidden': 'true' } })
    swatch.style.background = colourOf(series.id, look.theme)
    const name = element('h2', { text: series.key, attrs: { title: series.key, dir: 'auto' } })
    const head = element('header', {}, swatch, name, this.#last)
    const parts = [head, this.#counters, this.#place, this.#under]
    this.root = element('article', { class: 'card' }, ...parts)
    parent.append(this.root)
    this.chart = new Chart(this.#place, look, [series], (text) => setText(this.#under, text))
  }

  draw(window: number): void {
    const { counters, key, last } = this.series
    const unit = this.#look.unit === '' ? '' : ` ${this.#look.unit}`
    setText(this.#last, `${valueText(last)}${unit}`)
    if (counters !== undefined) {
      const { count, rate, late, duplicates, gaps, bad } = counters
      const numbers = [
        `${rateText(rate)}/s`,
        `${countText(count)} records`,
        `${countText(late)} late`,
        `${countText(duplicates)} duplicate`,
        `${countText(gaps)} missing`,
        ...(bad > 0 ? [`${countText(bad)} bad`] : []),
      ]
      setText(this.#counters, numbers.join('  ·  '))
    }
    this.#place.setAttribute('aria-label', `Chart of ${key}, last value ${valueText(last)}${unit}`)
    this.chart.draw(window)
  }
}
