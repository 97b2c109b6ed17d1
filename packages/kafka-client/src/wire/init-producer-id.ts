import type { WireRequest } from '../kafkajs-internals.ts'
import { ByteReader } from './byte-reader.ts'

// InitProducerId, version 1: from Kafka 2.0 on (Kafka protocol guide, "InitProducerId API").

export const INIT_PRODUCER_ID = { apiKey: 22, apiVersion: 1, apiName: 'InitProducerId' } as const

/** The answer to an InitProducerId request. */
export interface ProducerIdAnswer {
  readonly errorCode: number
  readonly producerId: bigint
  readonly epoch: number
  readonly throttleMs: number
}

/** Asks for a producer id without transactions. */
export function initProducerIdRequest(): WireRequest<ProducerIdAnswer> {
  const body = Buffer.alloc(6)
  body.writeInt16BE(-1, 0)
  // A limit of transactions, of which there are none.
  body.writeInt32BE(60_000, 2)
  return { ...INIT_PRODUCER_ID, body, decode: readAnswer }
}

function readAnswer(bytes: Buffer): ProducerIdAnswer {
  const reader = new ByteReader(bytes)
  const throttleMs = reader.int32()
  const errorCode = reader.int16()
  return { throttleMs, errorCode, producerId: reader.int64(), epoch: reader.int16() }
}
