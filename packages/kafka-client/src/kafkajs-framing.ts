// KafkaJS has no `exports` map, so this path is as fixed as the version that package.json pins.
// @ts-expect-error: KafkaJS declares no types for it
import Encoder from 'kafkajs/src/protocol/encoder.js'
import { KafkaError } from './errors.ts'
import { RequestBody } from './wire/request-body.ts'

/** What is used of KafkaJS's encoder, with which it puts a request together. */
interface KafkajsEncoder {
  buf: Buffer
  offset: number
  /** Ours: in whose memory the request lies. */
  body?: RequestBody
  writeEncoder(value: object): KafkajsEncoder
}

let inPlace = false

/**
 * Has KafkaJS put its header before a {@link RequestBody} where that lies. As it comes it copies each request twice,
 * into memory that is cleared first and up to twice as large: five bytes of garbage for each one that travels.
 * @throws KafkaError `ERR_KAFKA_KAFKAJS` where the installed KafkaJS is not the one this was written for
 */
export function frameInPlace(): void {
  if (inPlace) return
  const prototype = (Encoder as { prototype: KafkajsEncoder }).prototype
  const { writeEncoder } = prototype
  if (typeof writeEncoder !== 'function') throw otherKafkajs()
  prototype.writeEncoder = function (this: KafkajsEncoder, value: object) {
    // The first time it is the body itself, behind the header; then that encoder, behind the size of it all.
    const body =
      value instanceof RequestBody ? value : (value as Partial<KafkajsEncoder> | null)?.body
    if (body?.prepend(this.buf.subarray(0, this.offset)) !== true) {
      return writeEncoder.call(this, value)
    }
    this.body = body
    this.buf = body.buffer
    this.offset = this.buf.length
    return this
  }
  inPlace = true
}

function otherKafkajs(): KafkaError {
  return new KafkaError('ERR_KAFKA_KAFKAJS', {
    what: 'this KafkaJS cannot be used',
    because: 'its encoder lacks writeEncoder',
    fix: 'Install kafkajs 2.2.4, exactly',
  })
}
