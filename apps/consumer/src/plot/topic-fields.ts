import type { HopsKafka } from 'hops-kafka'
import type { Field } from '../fields/field.ts'
import { fieldsOfSchema } from '../fields/fields-of-schema.ts'

/** The fields of the topic's newest schema; undefined where the registry names none, or one that is no Avro. */
export async function topicFields({ registry, settings }: HopsKafka): Promise<Field[] | undefined> {
  const { subject, topic } = settings.kafka
  try {
    const { schema } =
      subject === undefined ? await registry.subjectOfTopic(topic) : await registry.latest(subject)
    return fieldsOfSchema(schema)
  } catch {
    // Only the plot would miss it: decoding asks for the schema of each record by itself, and tells what is wrong.
    return undefined
  }
}
