import type { BadRecord } from '../frame.ts'
import { element } from './dom.ts'
import { timeText, type Zone } from './format.ts'

/** Most rows: the newest tell what goes on. */
const ROWS = 20

/** Records that could not be plotted, the newest first, with their place and first bytes. */
export class BadRecords {
  readonly root = element('details', { class: 'bad' })
  readonly #summary = element('summary')
  readonly #body = element('tbody')
  #shown = -1

  constructor() {
    const names = ['When', 'Where', 'What is wrong', 'First bytes']
    const cells = names.map((text) => element('th', { text, attrs: { scope: 'col' } }))
    const head = element('thead', {}, element('tr', {}, ...cells))
    this.root.append(this.#summary, element('table', {}, head, this.#body))
    this.root.hidden = true
  }

  show(bad: readonly BadRecord[], total: number, zone: Zone): void {
    this.root.hidden = total === 0
    const newest = bad.at(-1)?.number ?? -1
    if (newest === this.#shown) return
    this.#shown = newest
    this.#summary.textContent = `${total} records that could not be plotted`
    this.#body.replaceChildren(
      ...bad
        .slice(-ROWS)
        .reverse()
        .map((each) => row(each, zone)),
    )
  }
}

function row({ atMs, error, firstBytes, ...place }: BadRecord, zone: Zone): HTMLElement {
  const bytes = firstBytes.replace(/../g, '$& ').trim()
  const texts = [timeText(atMs, zone), whereText(place), error]
  const cells = texts.map((text) => element('td', { text, attrs: { dir: 'auto' } }))
  return element('tr', {}, ...cells, element('td', {}, element('code', { text: bytes || '–' })))
}

function whereText({
  topic,
  partition,
  offset,
}: Pick<BadRecord, 'topic' | 'partition' | 'offset'>): string {
  if (topic === '') return '–'
  return `${topic}-${partition ?? '?'}@${offset ?? '?'}`
}
