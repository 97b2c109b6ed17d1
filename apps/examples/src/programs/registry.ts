import { HopsworksRegistry } from '@hops-kafka/registry'
import type { Example } from '../example.ts'

/** Asks the schema registry of a project, without Kafka: by topic, by version, by id. */
export async function run({ settings, print }: Example): Promise<void> {
  const { url, verify, apiKey } = settings.registry
  await using registry = new HopsworksRegistry({ url, verify, apiKey: () => apiKey.reveal() })
  const { subject, version, id } = await registry.subjectOfTopic(settings.kafka.topic)
  const first = await registry.version(subject, 1)
  print(`${subject}: version ${version} has id ${id}, version 1 has id ${first.id}`)
  print(await registry.schemaById(id))
}
