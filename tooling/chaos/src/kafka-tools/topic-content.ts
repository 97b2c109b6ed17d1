import { runKafkaTool, type ToolAccess } from './run-tool.ts'

/** A record as Kafka's own consumer found it. */
export interface FoundRecord {
  readonly partition: number
  readonly offset: number
  readonly key: string
  /** Each byte is a character. */
  readonly value: string
}

/** No record of ours holds it. */
const RECORD_END = '\n#record-end#\n'
const FORMAT = [
  'print.partition=true',
  'print.offset=true',
  'print.key=true',
  `line.separator=${RECORD_END}`,
].flatMap((property) => ['--formatter-property', property])

/** Reads all records that a topic has now, each partition in its order. */
export async function topicContent(
  access: ToolAccess,
  topic: string,
): Promise<readonly FoundRecord[]> {
  const count = await recordsOf(access, topic)
  const range = ['--from-beginning', '--max-messages', String(count), '--timeout-ms', '30000']
  const args = ['--topic', topic, ...range, ...FORMAT]
  const text = await runKafkaTool(access, 'consumer.ConsoleConsumer', args)
  const records = text.split(RECORD_END).slice(0, -1).map(parseRecord)
  if (records.length === count) return records
  throw new Error(`Kafka's own consumer read ${records.length} of ${count} records`)
}

/** How many there are, in a topic from which nothing was deleted. */
async function recordsOf(access: ToolAccess, topic: string): Promise<number> {
  const text = await runKafkaTool(access, 'GetOffsetShell', ['--topic', topic])
  const rows = text.trim().split('\n')
  return rows.reduce((sum, row) => sum + Number(row.split(':').at(-1)), 0)
}

function parseRecord(text: string): FoundRecord {
  const found = /^Partition:(\d+)\tOffset:(\d+)\t([^\t]*)\t(.*)$/s.exec(text)
  if (found === null) throw new Error(`Kafka's own consumer printed ${JSON.stringify(text)}`)
  const [, partition, offset, key = '', value = ''] = found
  return { partition: Number(partition), offset: Number(offset), key, value }
}
