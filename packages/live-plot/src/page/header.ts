import type { PlotInfo, StreamStatus } from '../frame.ts'
import type { ConnectionState } from './connection.ts'
import { element, setText } from './dom.ts'
import { bytesText, countText, rateText } from './format.ts'

/** What the pill says, and how it looks. */
interface Pill {
  readonly text: string
  readonly mood: 'good' | 'wait' | 'bad' | 'calm'
}

/** Title, state and the numbers of the whole stream. */
export class Header {
  readonly root: HTMLElement
  readonly #title = element('h1', { text: 'live plot' })
  readonly #pill = element('p', { class: 'pill', attrs: { role: 'status' } })
  readonly #figures = new Map<string, HTMLElement>()

  constructor() {
    const names = ['Records/s', 'Bytes/s', 'Records', 'Lag', 'Partitions', 'Bad records']
    const list = element('dl', { class: 'figures' })
    for (const name of names) {
      const figure = element('dd', { text: '–' })
      this.#figures.set(name, figure)
      list.append(element('div', {}, element('dt', { text: name }), figure))
    }
    this.root = element('header', { class: 'top' }, this.#title, this.#pill, list)
  }

  show(
    info: PlotInfo | undefined,
    status: StreamStatus | undefined,
    connection: ConnectionState,
  ): void {
    if (info !== undefined) {
      setText(this.#title, info.title)
      document.title = info.title
    }
    const { text, mood } = pillOf(status, connection)
    setText(this.#pill, text)
    this.#pill.dataset['mood'] = mood
    if (status === undefined) return
    this.#figure('Records/s', rateText(status.recordsPerSecond))
    this.#figure('Bytes/s', status.bytesPerSecond > 0 ? bytesText(status.bytesPerSecond) : '–')
    this.#figure('Records', countText(status.records))
    this.#figure('Lag', countText(status.lag))
    this.#figure('Partitions', countText(status.partitions))
    this.#figure('Bad records', countText(status.bad))
  }

  #figure(name: string, text: string): void {
    const figure = this.#figures.get(name)
    if (figure !== undefined) setText(figure, text)
  }
}

function pillOf(status: StreamStatus | undefined, connection: ConnectionState): Pill {
  switch (connection) {
    case 'connecting':
      return { text: 'Connecting', mood: 'wait' }
    case 'reconnecting':
      return { text: 'Connection lost, trying again', mood: 'bad' }
    case 'paused':
      return { text: 'Paused', mood: 'calm' }
    case 'closed':
      return { text: 'The program has ended', mood: 'calm' }
    default:
      return pillOfStream(status)
  }
}

function pillOfStream(status: StreamStatus | undefined): Pill {
  switch (status?.state) {
    case 'live':
      return { text: 'Live', mood: 'good' }
    case 'lagging':
      return { text: 'Live, and behind the stream', mood: 'wait' }
    case 'reconnecting':
      return { text: 'The source was lost, trying again', mood: 'bad' }
    case 'ended':
      return { text: 'Stream ended', mood: 'calm' }
    default:
      return { text: 'No data yet', mood: 'wait' }
  }
}
