// Where the fields of a record batch's header are, in message format 2: https://kafka.apache.org/documentation/#recordbatch

/** Bytes before the first record. */
export const BATCH_HEADER_BYTES = 61
/** 32 bits: bytes of the batch behind this field. */
export const LENGTH_AT = 8
/** From here on the length counts. */
export const LEADER_EPOCH_AT = 12
/** The older formats have theirs at the same place. */
export const MAGIC_AT = 16
/** 32 bits: CRC-32C of all that follows. */
export const CRC_AT = 17
/** From here on the checksum counts. */
export const ATTRIBUTES_AT = 21
/** 32 bits: the last record's offset, less the first one's. */
export const LAST_OFFSET_DELTA_AT = 23
/** 64 bits, in ms since the epoch: the first record's. */
export const BASE_TIMESTAMP_AT = 27
/** 64 bits, in ms since the epoch: the largest of all records, or the time of appending. */
export const MAX_TIMESTAMP_AT = 35
/** 64 bits; -1 without idempotence. */
export const PRODUCER_ID_AT = 43
/** 16 bits; -1 without idempotence. */
export const PRODUCER_EPOCH_AT = 51
/** 32 bits: the first record's sequence number; -1 without idempotence. */
export const BASE_SEQUENCE_AT = 53
/** 32 bits: how many records there are. */
export const COUNT_AT = 57

/** The format's number. */
export const MAGIC = 2
