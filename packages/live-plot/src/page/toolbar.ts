import { element } from './dom.ts'
import { zoneName } from './format.ts'
import type { ViewState } from './view-state.ts'

/** What the toolbar asks for. */
export interface ToolbarListener {
  change(change: Partial<ViewState>): void
  toggleTheme(): void
  savePng(): void
  saveCsv(): void
}

/** A key that does what a button does. */
interface Shortcut {
  readonly key: string
  readonly what: string
  run(): void
}

const WINDOWS = [50, 100, 250, 500, 1000, 5000]

/** Search, switches and downloads, by mouse and by keyboard. */
export class Toolbar {
  readonly root: HTMLElement
  readonly #listener: ToolbarListener
  readonly #search: HTMLInputElement
  readonly #window = element('select', { attrs: { 'aria-label': 'Points shown of each key' } })
  readonly #buttons = new Map<string, HTMLButtonElement>()
  readonly #shortcuts: readonly Shortcut[]
  #state: ViewState

  constructor(state: ViewState, listener: ToolbarListener) {
    this.#state = state
    this.#listener = listener
    const search = { type: 'search', placeholder: 'Filter keys', 'aria-label': 'Filter keys' }
    this.#search = element('input', { attrs: { ...search, spellcheck: 'false' } })
    this.#search.addEventListener('input', () => listener.change({ filter: this.#search.value }))
    this.#window.addEventListener('change', () =>
      listener.change({ window: Number(this.#window.value) }),
    )
    this.#shortcuts = this.#makeShortcuts()
    this.root = element(
      'nav',
      { class: 'toolbar', attrs: { 'aria-label': 'View' } },
      this.#search,
      this.#group('Order', ['Arrival', 'Sorted']),
      this.#group('Layout', ['Charts', 'Overlay']),
      this.#window,
      this.#button('Zone'),
      this.#button('Pause'),
      this.#button('PNG'),
      this.#button('CSV'),
      this.#button('Theme'),
      this.#help(),
    )
    document.addEventListener('keydown', (event) => this.#onKey(event))
    this.show(state)
  }

  /** Fills the choice of windows once the greatest is known. */
  offerWindows(most: number): void {
    const sizes = [...WINDOWS.filter((size) => size < most), most]
    const options = sizes.map((size) =>
      element('option', { text: `last ${size}`, attrs: { value: String(size) } }),
    )
    this.#window.replaceChildren(...options)
    this.#window.value = String(Math.min(most, this.#state.window))
  }

  show(state: ViewState): void {
    this.#state = state
    this.#press('Arrival', state.view === 'arrival')
    this.#press('Sorted', state.view === 'sorted')
    this.#press('Charts', state.layout === 'multiples')
    this.#press('Overlay', state.layout === 'overlay')
    this.#press('Pause', state.paused)
    this.#rename('Pause', state.paused ? 'Resume' : 'Pause')
    this.#rename('Zone', zoneName(state.zone))
  }

  #makeShortcuts(): Shortcut[] {
    const { change, toggleTheme, savePng, saveCsv } = this.#listener
    const now = (): ViewState => this.#state
    const flip = <T>(is: T, one: T, other: T): T => (is === one ? other : one)
    return [
      { key: '/', what: 'filter keys', run: () => this.#search.focus() },
      { key: 'p', what: 'pause, resume', run: () => change({ paused: !now().paused }) },
      {
        key: 's',
        what: 'sorted, arrival',
        run: () => change({ view: flip(now().view, 'sorted', 'arrival') }),
      },
      {
        key: 'o',
        what: 'overlay, charts',
        run: () => change({ layout: flip(now().layout, 'overlay', 'multiples') }),
      },
      {
        key: 'z',
        what: 'time zone',
        run: () => change({ zone: flip(now().zone, 'utc', 'local') }),
      },
      { key: 't', what: 'light, dark', run: toggleTheme },
      { key: 'g', what: 'save PNG', run: savePng },
      { key: 'c', what: 'save CSV', run: saveCsv },
    ]
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { target } = event
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
      if (event.key === 'Escape') target.blur()
      return
    }
    const shortcut = this.#shortcuts.find(({ key }) => key === event.key)
    if (shortcut === undefined) return
    event.preventDefault()
    shortcut.run()
  }

  #group(label: string, names: readonly string[]): HTMLElement {
    const buttons = names.map((name) => this.#button(name))
    return element(
      'div',
      { class: 'group', attrs: { role: 'group', 'aria-label': label } },
      ...buttons,
    )
  }

  #button(name: string): HTMLButtonElement {
    const button = element('button', { text: name, attrs: { type: 'button' } })
    button.addEventListener('click', () => this.#clicked(name))
    this.#buttons.set(name, button)
    return button
  }

  #clicked(name: string): void {
    const { change, toggleTheme, savePng, saveCsv } = this.#listener
    const { zone, paused } = this.#state
    const actions: Readonly<Record<string, () => void>> = {
      Arrival: () => change({ view: 'arrival' }),
      Sorted: () => change({ view: 'sorted' }),
      Charts: () => change({ layout: 'multiples' }),
      Overlay: () => change({ layout: 'overlay' }),
      Zone: () => change({ zone: zone === 'utc' ? 'local' : 'utc' }),
      Pause: () => change({ paused: !paused }),
      PNG: savePng,
      CSV: saveCsv,
      Theme: toggleTheme,
    }
    actions[name]?.()
  }

  #help(): HTMLElement {
    const list = element('dl')
    for (const { key, what } of this.#shortcuts) {
      const term = element('dt', {}, element('kbd', { text: key }))
      list.append(element('div', {}, term, element('dd', { text: what })))
    }
    return element('details', { class: 'help' }, element('summary', { text: 'Keys' }), list)
  }

  #press(name: string, pressed: boolean): void {
    this.#buttons.get(name)?.setAttribute('aria-pressed', String(pressed))
  }

  #rename(name: string, text: string): void {
    const button = this.#buttons.get(name)
    if (button !== undefined) button.textContent = text
  }
}
