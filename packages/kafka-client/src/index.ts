export type { KafkaConnection, KafkaTls, LogEntry } from './connection/connection.ts'
export {
  KAFKA_ERROR_CODES,
  KafkaError,
  type KafkaErrorCode,
  type KafkaErrorDetails,
} from './errors.ts'
export { createProducer } from './producer/producer.ts'
export type {
  CloseReport,
  Delivery,
  DeliveryReport,
  OutgoingHeader,
  OutgoingRecord,
  Producer,
  ProducerOptions,
  Serializer,
} from './producer/types.ts'
