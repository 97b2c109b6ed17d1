/** Cells by column; the first row's columns are those of the table. */
export type Table = readonly Readonly<Record<string, string | number>>[]

/** A table in Markdown, aligned. */
export function markdownOf(table: Table): string {
  const columns = Object.keys(table[0] ?? {})
  const rows = [columns, ...table.map((row) => columns.map((column) => String(row[column] ?? '')))]
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}
