import { connect, text } from 'hops-kafka'
import type { Example } from '../example.ts'
import { readRecords } from '../read-records.ts'

/** Prints the plain strings of a topic. */
export async function run(example: Example): Promise<void> {
  await using hops = await connect(example.settings, { onWarning: example.say })
  for await (const { key, value } of readRecords(hops, example, { value: text })) {
    example.print(`${key === null ? '-' : Buffer.from(key).toString('utf8')}: ${value}`)
  }
}
