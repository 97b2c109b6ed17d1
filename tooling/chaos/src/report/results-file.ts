import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Outcome } from '../scenarios/scenario.ts'
import { markdownOf } from './table.ts'

/** The committed file of results of full size. */
export const RESULTS_FILE = resolve(import.meta.dirname, '../../RESULTS.md')

/** A run of a scenario. */
export interface Result {
  readonly name: string
  readonly about: string
  readonly outcome: Outcome
}

/** What the file and the terminal say of a run. */
export function resultText({ name, about, outcome }: Result): string {
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ')
  const { kafkaVersion } = outcome
  const kafka = kafkaVersion === undefined ? '' : ` Kafka ${kafkaVersion},`
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores`
  const verdict =
    outcome.complaints.length === 0
      ? 'Kept.'
      : outcome.complaints.map((complaint) => `Not kept: ${complaint}`).join('\n\n')
  return `## ${name}

${about}. Commit ${commit()}, ${date} UTC,${kafka} ${machine}.

${markdownOf(outcome.table)}

${verdict}
`
}

/** Appends a run to the file. */
export function appendResult(result: Result): void {
  appendFileSync(RESULTS_FILE, `\n${resultText(result)}`)
}

function commit(): string {
  try {
    const changes = git(
      'status',
      '--porcelain',
      '--',
      ':/',
      ':(top,exclude)tooling/chaos/RESULTS.md',
    )
    return `${git('rev-parse', '--short', 'HEAD')}${changes === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
}
