export { type EnsuredTopic, ensureTopic, type WantedTopic } from './admin/ensure-topic.ts'
export {
  type GroupOffset,
  groupOffsets,
  type PartitionOffsets,
  topicOffsets,
} from './admin/offsets.ts'
export type { KafkaConnection, KafkaTls, LogEntry, TlsProvider } from './connection/connection.ts'
export { createConsumer } from './consumer/consumer.ts'
export {
  type FailedRecord,
  type FailureAction,
  type FailureDecision,
  type FailurePolicy,
  type RetryOptions,
  retry,
} from './consumer/failure.ts'
export type { ConsumerOptions, OffsetLoss, StartPosition } from './consumer/options.ts'
export type {
  ConsumedRecord,
  Consumer,
  Deserializer,
  FetchedBatch,
  Handled,
  Handler,
  HandlerContext,
  PartitionPosition,
  RecordBatch,
  RecordHeader,
  RunOptions,
} from './consumer/types.ts'
export {
  KAFKA_ERROR_CODES,
  KafkaError,
  type KafkaErrorCode,
  type KafkaErrorDetails,
} from './errors.ts'
export {
  type ConnectionEvent,
  type ConsumeEvent,
  type KafkaChannels,
  kafkaChannels,
  type ProduceEvent,
  type RequestEvent,
  type TypedChannel,
} from './metrics/channels.ts'
export {
  type ConsumedMetrics,
  collectMetrics,
  type MetricsCollector,
  type MetricsSnapshot,
  type ProducedMetrics,
  type RequestMetrics,
} from './metrics/collect-metrics.ts'
export type { HistogramSnapshot } from './metrics/histogram.ts'
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
