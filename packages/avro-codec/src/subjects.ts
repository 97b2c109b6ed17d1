/** What a subject's name is made of. */
export interface SubjectParts {
  /** Full name of the record, enum or fixed; none for other schemas. */
  readonly record: string | undefined
  /** The topic that the records go to, where it was given. */
  readonly topic: string | undefined
  /** Whether the schema is the keys'. */
  readonly isKey: boolean
}

/** Gives the subject that a schema is registered under; `undefined` where a part is missing. */
export type SubjectStrategy = (parts: SubjectParts) => string | undefined

/** The record's full name, as in the Hopsworks guide; Confluent's RecordNameStrategy. */
export const recordName: SubjectStrategy = ({ record }) => record

/** `topic-value` or `topic-key`; Confluent's TopicNameStrategy. */
export const topicName: SubjectStrategy = ({ topic, isKey }) =>
  topic === undefined ? undefined : `${topic}-${isKey ? 'key' : 'value'}`

/** `topic-` and the record's full name; Confluent's TopicRecordNameStrategy. */
export const topicRecordName: SubjectStrategy = ({ topic, record }) =>
  topic === undefined || record === undefined ? undefined : `${topic}-${record}`
