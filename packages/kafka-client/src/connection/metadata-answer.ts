import type { BrokerAddress } from './connection.ts'

/**
 * Metadata request, version 1, for no topics: correlation id 0, no client id (Kafka protocol guide, request header
 * v1). Every broker answers it, whatever its ACLs, with the addresses that the cluster advertises.
 */
export function metadataRequest(): Buffer {
  const request = Buffer.alloc(18)
  request.writeInt32BE(request.length - 4, 0)
  request.writeInt16BE(3, 4)
  request.writeInt16BE(1, 6)
  request.writeInt16BE(-1, 12)
  return request
}

/** Room for thousands of brokers; what another protocol sends reads as far more. */
const LARGEST_ANSWER = 4 * 1024 * 1024

/** Gathers the one answer to {@link metadataRequest}. */
export class MetadataAnswer {
  #received = Buffer.alloc(0)

  /**
   * The advertised brokers, once the answer is complete.
   * @throws RangeError when it is not an answer of Kafka's
   */
  add(chunk: Buffer): readonly BrokerAddress[] | undefined {
    this.#received = Buffer.concat([this.#received, chunk])
    if (this.#received.length < 4) return undefined
    const length = this.#received.readInt32BE(0)
    // Correlation id and the number of brokers are the least.
    if (length < 8 || length > LARGEST_ANSWER || (this.#received.length >= 8 && !this.#isOurs())) {
      throw new RangeError(`it answers ${this.#received.length} bytes that are not Kafka's`)
    }
    if (this.#received.length < 4 + length) return undefined
    return readBrokers(this.#received.subarray(8, 4 + length))
  }

  #isOurs(): boolean {
    return this.#received.readInt32BE(4) === 0
  }
}

/** Array of node id (4 bytes), host (length in 2), port (4), rack (length in 2, -1 for none). */
function readBrokers(body: Buffer): readonly BrokerAddress[] {
  const brokers: BrokerAddress[] = []
  let at = 4
  for (let left = body.readInt32BE(0); left > 0; left--) {
    const hostEnd = endOfText(body, at + 4)
    const host = body.toString('utf8', at + 6, hostEnd)
    brokers.push({ host, port: body.readInt32BE(hostEnd) })
    at = endOfText(body, hostEnd + 4)
  }
  return brokers
}

function endOfText(body: Buffer, at: number): number {
  return at + 2 + Math.max(0, body.readInt16BE(at))
}
