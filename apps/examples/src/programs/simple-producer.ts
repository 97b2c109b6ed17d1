import { connect, text } from 'hops-kafka'
import type { Example } from '../example.ts'

const GREETINGS = 10

/** Writes plain strings, without Avro and registry. */
export async function run({ settings, count = GREETINGS, signal, say }: Example): Promise<void> {
  await using hops = await connect(settings, { onWarning: say })
  const producer = await hops.producer({ value: text })
  for (let number = 0; number < count && !signal.aborted; number++) {
    const { partition, offset } = await producer.send({
      key: `key${number % 3}`,
      value: `Hello Hopsworks! I am message ${number}`,
    })
    say(`message ${number} is at ${settings.kafka.topic}-${partition}@${offset}`)
  }
}
