export type {
  CloseReport,
  ConsumedRecord,
  Consumer,
  Delivery,
  DeliveryHandle,
  DeliveryReport,
  Deserializer,
  FailedRecord,
  FailureAction,
  FailureDecision,
  FailurePolicy,
  FetchedBatch,
  Handler,
  HandlerContext,
  OutgoingRecord,
  PartitionPosition,
  Producer,
  ProducerStatistics,
  RecordBatch,
  RunOptions,
  Serializer,
  StartPosition,
} from '@hops-kafka/kafka-client'
export { KafkaError, retry } from '@hops-kafka/kafka-client'
export { loadConfig } from './config/load-config.ts'
export type {
  KafkaSettings,
  PemFiles,
  ProjectSettings,
  RegistrySettings,
  Settings,
  StoreFiles,
} from './config/settings.ts'
export {
  HOPS_KAFKA_ERROR_CODES,
  HopsKafkaError,
  type HopsKafkaErrorCode,
  type HopsKafkaErrorText,
} from './errors.ts'
export {
  type ConnectOptions,
  connect,
  type HopsConsumerOptions,
  HopsKafka,
  type HopsProducerOptions,
} from './hops-kafka.ts'
export { Secret } from './secret.ts'
export { type TextSerde, text } from './text.ts'
