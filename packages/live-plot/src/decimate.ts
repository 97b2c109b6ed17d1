/**
 * Which points to draw so that each column of pixels shows its lowest and its highest value.
 *
 * Of every column the first, the lowest, the highest and the last point stay, in the order of x,
 * so a line through them covers the same pixels as a line through all. A gap in the line stays
 * too: of the points of a column that are no finite number, the first. Nothing is changed or
 * averaged. With at most four points a column all of them stay.
 * @param x ascending
 * @param y as many; NaN and infinities are gaps
 * @param columns width to draw on, in pixels, at least 1
 * @returns ascending indices into `x` and `y`
 */
export function decimate(x: ArrayLike<number>, y: ArrayLike<number>, columns: number): Uint32Array {
  const { length } = x
  if (length <= columns * POINTS_A_COLUMN) return Uint32Array.from({ length }, (_, index) => index)
  const from = x[0] ?? 0
  const scale = columns / ((x[length - 1] ?? 0) - from || 1)
  const kept = new Uint32Array(columns * (POINTS_A_COLUMN + 1))
  let size = 0
  for (let start = 0; start < length; ) {
    const column = columnOf(x[start], { from, scale, columns })
    let end = start + 1
    while (end < length && columnOf(x[end], { from, scale, columns }) === column) end++
    for (const index of extremes(y, start, end)) kept[size++] = index
    start = end
  }
  return kept.slice(0, size)
}

/** First, lowest, highest and last. */
const POINTS_A_COLUMN = 4

interface Columns {
  readonly from: number
  readonly scale: number
  readonly columns: number
}

function columnOf(x = 0, { from, scale, columns }: Columns): number {
  return Math.min(columns - 1, Math.floor((x - from) * scale))
}

/** The points of `[start, end)` that must be drawn, ascending and without repetition. */
function extremes(y: ArrayLike<number>, start: number, end: number): Iterable<number> {
  let lowest = -1
  let highest = -1
  let gap = -1
  for (let index = start; index < end; index++) {
    const value = y[index] ?? Number.NaN
    if (!Number.isFinite(value)) {
      if (gap < 0) gap = index
      continue
    }
    if (lowest < 0 || value < (y[lowest] ?? 0)) lowest = index
    if (highest < 0 || value > (y[highest] ?? 0)) highest = index
  }
  const found = [start, lowest, highest, gap, end - 1].filter((index) => index >= 0)
  return new Set(found.sort((a, b) => a - b))
}
