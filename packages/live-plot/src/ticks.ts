const STEPS = [1, 2, 5, 10]
/** More marks than this help nobody. */
const MOST = 50

/** Round numbers within `[from, to]`, about `wanted` of them. */
export function ticks(from: number, to: number, wanted: number): number[] {
  const rough = (to - from) / Math.max(1, wanted)
  if (!(rough > 0) || !Number.isFinite(rough)) return [from]
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power
  const marks: number[] = []
  for (let index = Math.ceil(from / step); index * step <= to && marks.length < MOST; index++) {
    // Rounded to the digits of the step, or 0.1 + 0.2 would show.
    marks.push(Number((index * step).toPrecision(12)))
  }
  return marks
}
