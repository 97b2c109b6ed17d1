import { CASES } from './cases/index.ts'
import { COLUMNS, type Column } from './target.ts'

/** Cases that held and cases that were tried, by column and operation. */
export class Results {
  readonly #counts = new Map<string, { held: number; tried: number }>()
  readonly #columns = new Set<Column>()

  add(column: Column, operation: string, held: boolean): void {
    this.#columns.add(column)
    const key = `${column}\n${operation}`
    const count = this.#counts.get(key) ?? { held: 0, tried: 0 }
    this.#counts.set(key, { held: count.held + Number(held), tried: count.tried + 1 })
  }

  /** Text of a cell; undefined where nothing was tried in this run. */
  cell(column: Column, operation: string): string | undefined {
    if (!this.#columns.has(column)) return undefined
    const count = this.#counts.get(`${column}\n${operation}`)
    return count ? `${count.held}/${count.tried}` : NOT_THERE
  }
}

/** The server has no such operation. */
const NOT_THERE = 'not there'
const NEVER_RUN = 'not run'

const HEAD = `# The contract, held against servers

Cases that hold, of cases tried: each a bare request whose status, type, body and headers must be those of the contract, and where there is a call for it, what our client
makes of it. \`other registry\` is Apicurio 3.0.9 (ccompat/v7) through the \`confluent\` profile, held against what a registry of Confluent's kind answers; \`real\` is the cluster of
\`HOPS_URL\`. A cell without a run of its own keeps what the last run wrote, with the row's date. Written by \`pnpm --filter @hops-kafka/contract test:integration\`; not by hand.
`

type Row = Readonly<Record<Column, string>> & { readonly date: string }

/** The table after a run: what the run has tried is new, the rest is as it was. */
export function writeTable(results: Results, before: string, today: string): string {
  const old = readRows(before)
  const operations = [...new Set(CASES.map(({ operation }) => operation))].sort()
  const lines = operations.map((operation) => {
    const was = old.get(operation)
    const cells = COLUMNS.map(
      (column) => results.cell(column, operation) ?? was?.[column] ?? NEVER_RUN,
    )
    const isSame = was !== undefined && COLUMNS.every((column, at) => was[column] === cells[at])
    return [operation, ...cells, isSame ? was.date : today]
  })
  return `${HEAD}\n${align([['operation', ...COLUMNS, 'date'], ...lines])}`
}

function readRows(text: string): ReadonlyMap<string, Row> {
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
    .filter(([operation = '']) => operation !== 'operation' && !operation.startsWith('---'))
  return new Map(
    rows.map(([operation = '', ...cells]) => {
      const named = COLUMNS.map((column, at) => [column, cells[at] ?? NEVER_RUN])
      return [operation, { ...Object.fromEntries(named), date: cells.at(-1) ?? '' } as Row]
    }),
  )
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  )
  const line = (row: readonly string[], fill = ' ') =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0, fill)).join(' | ')} |`
  const [head = [], ...body] = rows
  const rule = line(
    head.map(() => ''),
    '-',
  )
  return `${[line(head), rule, ...body.map((row) => line(row))].join('\n')}\n`
}
