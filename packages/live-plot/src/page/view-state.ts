import type { PlotView } from '../frame.ts'
import type { Zone } from './format.ts'

/** All series in one chart, or a small chart each. */
export type Layout = 'multiples' | 'overlay'

/** What the viewer has chosen. */
export interface ViewState {
  readonly view: PlotView
  readonly layout: Layout
  /** Most points drawn of each key, the newest. */
  readonly window: number
  readonly zone: Zone
  /** Keys that hold this text are shown. */
  readonly filter: string
  readonly paused: boolean
}

/** How the page opens. */
export const FIRST_VIEW: ViewState = {
  view: 'arrival',
  layout: 'multiples',
  window: Number.POSITIVE_INFINITY,
  zone: 'local',
  filter: '',
  paused: false,
}
