/** One sample of the Prometheus text format. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const COMMENT = /^# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge))$/
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{key="((?:[^"\\]|\\[\\"n])*)"\})? (\S+)$/

/** Reads version 0.0.4 of the text format, refusing what breaks its grammar. */
export function parseMetrics(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('no line feed at the end')
  const lines = text.slice(0, -1).split('\n')
  const comments = lines.filter((line) => line.startsWith('#'))
  const odd = comments.find((line) => !COMMENT.test(line))
  if (odd !== undefined) throw new Error(`no comment: ${odd}`)
  const typed = new Set(comments.map((line) => /^# TYPE (\w+)/.exec(line)?.[1]))
  return lines.filter((line) => !line.startsWith('#')).map((line) => sampleOf(line, typed))
}

function sampleOf(line: string, typed: ReadonlySet<string | undefined>): Sample {
  const [, name = '', label, value = ''] = SAMPLE.exec(line) ?? []
  if (!typed.has(name)) throw new Error(`no sample of a typed metric: ${line}`)
  const labels = label === undefined ? {} : { key: unescaped(label) }
  return { name, labels, value: numberOf(value) }
}

function unescaped(label: string): string {
  return label.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character))
}

function numberOf(text: string): number {
  return Number(text.replace(/^([+-])Inf$/, '$1Infinity'))
}
