/** What a terminal would obey, hide or reorder text by, instead of showing it. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/gu
/** Stands where something harmful was. */
const MARK = '·'
const COMBINING = /\p{M}/u
/** A letter keeps so many marks; more would pile up over other lines. */
const MOST_MARKS = 2

/** First and last of what takes two columns, after Unicode's East Asian Width. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26a1, 0x26ff],
  [0x2705, 0x2764],
  [0x2795, 0x27bf],
  [0x2b1b, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18d08],
  [0x1aff0, 0x1b2fb],
  [0x1f004, 0x1faff],
  [0x20000, 0x3fffd],
]

/** Text that a terminal only shows: every control, format and unknown character is marked. */
export function harmless(text: string): string {
  return text.normalize('NFC').replace(HARMFUL, MARK)
}

/** Columns that harmless text takes. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += columnsOf(character)
  return width
}

/** Makes text harmless and exactly `columns` wide, cut with an ellipsis or padded at the end. */
export function fitText(text: string, columns: number): string {
  const whole = withFewMarks(harmless(text))
  const width = widthOf(whole)
  if (width <= columns) return whole + ' '.repeat(columns - width)
  let cut = ''
  let used = 0
  for (const character of whole) {
    const more = columnsOf(character)
    if (used + more > columns - 1) break
    cut += character
    used += more
  }
  return columns > 0 ? `${cut}…${' '.repeat(columns - 1 - used)}` : ''
}

function withFewMarks(text: string): string {
  let marks = 0
  let kept = ''
  for (const character of text) {
    marks = COMBINING.test(character) ? marks + 1 : 0
    if (marks <= MOST_MARKS) kept += character
  }
  return kept
}

function columnsOf(character: string): number {
  const point = character.codePointAt(0) ?? 0
  if (point < 0x300) return 1
  if (COMBINING.test(character)) return 0
  return WIDE.some(([first, last]) => point >= first && point <= last) ? 2 : 1
}
