import type { Measured, Outcome, Spread } from './runner.ts'

/** The last line of `--json`. */
export interface Verdict {
  readonly bench: string
  /** Our speed over the peer's, by `peer task`: above 1 we are faster. */
  readonly ratios: Readonly<Record<string, number>>
  /** What each ratio should be at least. */
  readonly goals: Readonly<Record<string, number>>
  /** Whether every ratio reaches its goal. */
  readonly met: boolean
}

/** Sums up the ratios of a bench. */
export function verdictOf(bench: string, outcomes: readonly Outcome[]): Verdict {
  const ratios: Record<string, number> = {}
  const goals: Record<string, number> = {}
  for (const { title, measured } of outcomes) {
    for (const { name, ratio, goal, cpuRatio, cpuGoal } of measured) {
      if (ratio === undefined) continue
      ratios[`${name} ${title}`] = round(ratio.median)
      if (goal !== undefined) goals[`${name} ${title}`] = round(goal)
      if (cpuRatio === undefined || cpuGoal === undefined) continue
      ratios[`${name} ${title}, CPU`] = round(cpuRatio.median)
      goals[`${name} ${title}, CPU`] = round(cpuGoal)
    }
  }
  const met = Object.entries(goals).every(([peer, goal]) => (ratios[peer] ?? 0) >= goal)
  return { bench, ratios, goals, met }
}

/** The figures as a table for people. */
export function tableOf({ title, measured }: Outcome): string {
  const header = [
    title,
    'ns/op (min..max)',
    'CPU ns/op',
    'RSS MB',
    'ours is',
    'goal',
    'CPU',
    'goal',
  ]
  const rows = [header, ...measured.map(rowOf)]
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function rowOf(measured: Measured): readonly string[] {
  const { name, nsPerOperation, cpuNsPerOperation, peakRssBytes, ratio, goal } = measured
  const { cpuRatio, cpuGoal } = measured
  return [
    name,
    spreadText(nsPerOperation, 0),
    cpuNsPerOperation.median.toFixed(0),
    (peakRssBytes / 2 ** 20).toFixed(0),
    ratio === undefined ? '' : `${spreadText(ratio, 2)} x`,
    goal === undefined ? '' : `>= ${goal.toFixed(2)} x`,
    cpuRatio === undefined ? '' : `${spreadText(cpuRatio, 2)} x`,
    cpuGoal === undefined ? '' : `>= ${cpuGoal.toFixed(2)} x`,
  ]
}

function spreadText({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}..${max.toFixed(digits)})`
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
