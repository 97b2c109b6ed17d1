import { connect } from 'hops-kafka'
import type { Example } from '../example.ts'

/** Prints the schema that is attached to the configured topic. */
export async function run({ settings, print, say }: Example): Promise<void> {
  await using hops = await connect(settings, { onWarning: say })
  const { subject, version, id, schema } = await hops.registry.subjectOfTopic(settings.kafka.topic)
  say(`topic ${settings.kafka.topic} has version ${version} of subject ${subject}, id ${id}`)
  print(schema)
}
