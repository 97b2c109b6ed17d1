import { connect } from 'hops-kafka'
import type { Example } from '../example.ts'

/** Prints the latest version of a subject's schema: of the one named, or of the topic's. */
export async function run({ settings, args, print, say }: Example): Promise<void> {
  await using hops = await connect(settings, { onWarning: say })
  const subject = args[0] ?? (await hops.registry.subjectOfTopic(settings.kafka.topic)).subject
  const { version, id, schema } = await hops.registry.latest(subject)
  say(`the latest version of subject ${subject} is ${version}, id ${id}`)
  print(schema)
}
