/** Labels of all that a sandbox has made in the engine. */
export const LABEL = {
  /** Id of one start of a sandbox. */
  sandbox: 'hops-kafka.sandbox',
  /** Whose it is; see owner.ts. */
  owner: 'hops-kafka.sandbox.owner',
  /** On a container: its name in the network. */
  role: 'hops-kafka.sandbox.role',
  /** Folder of the sandbox. */
  directory: 'hops-kafka.sandbox.directory',
  /** On kept data: the {@link place} of the folder. */
  place: 'hops-kafka.sandbox.place',
  /** On kept data: the version of Kafka that wrote them. */
  kafkaVersion: 'hops-kafka.sandbox.kafka-version',
} as const

/** Labels by name. */
export type Labels = Readonly<Record<string, string>>
