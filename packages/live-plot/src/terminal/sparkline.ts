/** Dots of a braille character from top to bottom, left column and right column. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const
const BLANK = 0x2800
const LEVELS = 4

/**
 * Draws values from left to right in one line of braille. Each of the two dot columns of a
 * character spans the lowest to the highest value that falls into it, so a spike stays visible.
 * Values that are no finite number leave their place blank.
 * @param columns width in characters
 */
export function sparkline(values: Float64Array, columns: number): string {
  const width = Math.max(0, columns) * 2
  const range = rangeOf(values, 0, values.length)
  const cells = new Uint8Array(Math.max(0, columns))
  if (range) {
    const drawn = Math.min(width, values.length)
    for (let column = 0; column < drawn; column++) {
      const start = Math.floor((column * values.length) / drawn)
      const end = Math.floor(((column + 1) * values.length) / drawn)
      const here = rangeOf(values, start, end)
      if (here) drawColumn(cells, width - drawn + column, here, range)
    }
  }
  return Array.from(cells, (dots) => String.fromCharCode(BLANK + dots)).join('')
}

type Range = readonly [lowest: number, highest: number]

function drawColumn(cells: Uint8Array, column: number, [low, high]: Range, range: Range): void {
  const dots = DOTS[column % 2 === 0 ? 0 : 1]
  const cell = column >> 1
  for (let level = levelOf(low, range); level <= levelOf(high, range); level++) {
    cells[cell] = (cells[cell] ?? 0) | (dots[LEVELS - 1 - level] ?? 0)
  }
}

/** 0 for the lowest of the four rows of dots. */
function levelOf(value: number, [lowest, highest]: Range): number {
  if (highest === lowest) return 1
  // Halved first: the difference of two doubles may be no double.
  const share = (value / 2 - lowest / 2) / (highest / 2 - lowest / 2)
  return Math.min(LEVELS - 1, Math.floor(share * LEVELS))
}

function rangeOf(values: Float64Array, start: number, end: number): Range | undefined {
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (let index = start; index < end; index++) {
    const value = values[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  return lowest <= highest ? [lowest, highest] : undefined
}
