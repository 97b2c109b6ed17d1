import { refusal, requireText, requireWhole } from './bounds.ts'
import type { PlotInfo, PlotView } from './frame.ts'
import { keyName } from './model/key-name.ts'

const DEFAULT_WINDOW = 1000
const MOST_WINDOW = 100_000
const DEFAULT_MAX_KEYS = 1000
const MOST_KEYS = 10_000
const DEFAULT_INTERVAL_MS = 500
const LEAST_INTERVAL_MS = 20
const MOST_INTERVAL_MS = 3_600_000
const MOST_TEXT = 200

/** Settings of a plot. */
export interface LivePlotOptions {
  /**
   * Plot these keys alone; records of others are counted as left out.
   * @default every key that comes, up to `maxKeys`
   */
  readonly keys?: readonly string[]
  /**
   * Most keys to plot, 1 to 10,000; records of any further key are counted as left out.
   * @default as many as `keys` names, else 1000
   */
  readonly maxKeys?: number
  /**
   * Most points kept of each key, 1 to 100,000; a point takes 24 to 32 bytes.
   * @default 1000
   */
  readonly window?: number
  /**
   * Least time between two drawings in milliseconds, 20 to 3,600,000.
   * @default 500
   */
  readonly intervalMs?: number
  /**
   * Unit of the values, at most 200 characters.
   * @default ''
   */
  readonly unit?: string
  /**
   * Heading, at most 200 characters.
   * @default 'live plot'
   */
  readonly title?: string
  /**
   * The view that the page opens with, and the one drawn in a terminal: in order of arrival, or sorted by event time.
   * @default 'arrival'
   */
  readonly view?: PlotView
}

/** Options with every default filled in. */
export interface PlotSettings extends PlotInfo {
  /** The only keys to plot; undefined for any. */
  readonly keys: ReadonlySet<string> | undefined
}

/** Fills in the defaults and checks every value. */
export function checkOptions(options: LivePlotOptions): PlotSettings {
  if (typeof options !== 'object' || options === null) {
    throw refusal('options', options, 'Give an object, or nothing.')
  }
  const keys = keySet(options.keys)
  const {
    maxKeys = keys?.size ?? DEFAULT_MAX_KEYS,
    window = DEFAULT_WINDOW,
    intervalMs = DEFAULT_INTERVAL_MS,
    unit = '',
    title = 'live plot',
    view = 'arrival',
  } = options
  requireWhole('maxKeys', maxKeys, [1, MOST_KEYS])
  requireWhole('window', window, [1, MOST_WINDOW])
  requireWhole('intervalMs', intervalMs, [LEAST_INTERVAL_MS, MOST_INTERVAL_MS])
  requireText('unit', unit)
  requireText('title', title)
  if (view !== 'arrival' && view !== 'sorted') {
    throw refusal('view', view, 'Give arrival or sorted.')
  }
  return {
    keys,
    maxKeys,
    window,
    intervalMs,
    unit: unit.slice(0, MOST_TEXT),
    title: title.slice(0, MOST_TEXT),
    view,
  }
}

function keySet(keys: readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (keys === undefined) return undefined
  if (!Array.isArray(keys) || keys.length === 0) {
    throw refusal('keys', keys, 'Give an array of at least one key, or leave the option out.')
  }
  for (const key of keys) requireText('keys', key)
  return new Set(keys.map(keyName))
}

/** The part of the settings that a viewer is told. */
export function infoOf({ title, unit, window, intervalMs, maxKeys, view }: PlotSettings): PlotInfo {
  return { title, unit, window, intervalMs, maxKeys, view }
}
