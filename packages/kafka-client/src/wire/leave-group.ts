import type { WireRequest } from '../kafkajs-internals.ts'
import { ByteReader } from './decode-reader.ts'

/** The answer to {@link leaveGroup}. */
export interface LeaveGroupResponse {
  readonly throttleMs: number
  /** Kafka's error code; 0 for none. */
  readonly errorCode: number
}

/**
 * Takes a member out of its group at once: LeaveGroup, version 1.
 * @see https://kafka.apache.org/protocol.html#The_Messages_LeaveGroup
 */
export function leaveGroup(groupId: string, memberId: string): WireRequest<LeaveGroupResponse> {
  return {
    apiKey: 13,
    apiVersion: 1,
    apiName: 'LeaveGroup',
    body: Buffer.concat([text(groupId), text(memberId)]),
    decode(body) {
      const reader = new ByteReader(body)
      return { throttleMs: reader.int32(), errorCode: reader.int16() }
    },
  }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(2)
  length.writeInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}
