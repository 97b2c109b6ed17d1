import type { HopsKafka } from 'hops-kafka'
import type { Field } from '../fields/field.ts'
import { fieldsOfSchema } from '../fields/fields-of-schema.ts'

/** A registry that is away must not keep the plot from opening. */
const PATIENCE_MS = 3_000

/** The fields of the topic's newest schema; undefined where the registry names none, or one that is no Avro. */
export async function topicFields({ registry, settings }: HopsKafka): Promise<Field[] | undefined> {
  const { subject, topic } = settings.kafka
  const signal = AbortSignal.timeout(PATIENCE_MS)
  try {
    const { schema } = await (subject === undefined
      ? registry.subjectOfTopic(topic, { signal })
      : registry.latest(subject, { signal }))
    return fieldsOfSchema(schema)
  } catch {
    // Only the plot would miss it: decoding asks for the schema of each record by itself, and tells what is wrong.
    return undefined
  }
}
