// Where the fields of a record batch's header are, in message format 2: https://kafka.apache.org/documentation/#recordbatch

/** Bytes before the first record. */
export const BATCH_HEADER_BYTES = 61
export const LENGTH_AT = 8
/** From here on the length counts. */
export const LEADER_EPOCH_AT = 12
/** The older formats have theirs at the same place. */
export const MAGIC_AT = 16
export const CRC_AT = 17
/** From here on the checksum counts. */
export const ATTRIBUTES_AT = 21
export const LAST_OFFSET_DELTA_AT = 23
export const BASE_TIMESTAMP_AT = 27
export const MAX_TIMESTAMP_AT = 35
export const PRODUCER_ID_AT = 43
export const PRODUCER_EPOCH_AT = 51
export const BASE_SEQUENCE_AT = 53
export const COUNT_AT = 57

/** The format's number. */
export const MAGIC = 2
