export type { KafkaConnection, KafkaTls, LogEntry } from './connection/connection.ts'
export { createConsumer } from './consumer/consumer.ts'
export type {
  BadRecord,
  ConsumedRecord,
  Consumer,
  ConsumerOptions,
  Deserializer,
  FetchedBatch,
  RecordHeader,
} from './consumer/types.ts'
export {
  KAFKA_ERROR_CODES,
  KafkaError,
  type KafkaErrorCode,
  type KafkaErrorDetails,
} from './errors.ts'
export type { Partitioning } from './producer/partitioner.ts'
export { createProducer } from './producer/producer.ts'
export type {
  Cancellable,
  CloseReport,
  Delivery,
  DeliveryHandle,
  DeliveryReport,
  OutgoingHeader,
  OutgoingRecord,
  Producer,
  ProducerOptions,
  ProducerStatistics,
  Serializer,
} from './producer/types.ts'
export type { Compression } from './wire/compression/codecs.ts'
