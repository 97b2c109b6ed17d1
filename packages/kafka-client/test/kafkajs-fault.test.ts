import kafkajs from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { kafkajsFault } from '../src/connection/kafkajs-fault.ts'
import { brokerError } from './scripted-producer.ts'

const doing = {
  what: 'cannot do it',
  topic: 'readings',
  groupId: 'screen',
  principal: 'demo__me',
  bootstrap: ['broker-1:9092'],
}

describe('kafkajsFault', () => {
  it.each([
    ['UNKNOWN_TOPIC_OR_PARTITION', true, 'ERR_KAFKA_UNKNOWN_TOPIC', "no topic 'readings'"],
    ['INVALID_TOPIC_EXCEPTION', false, 'ERR_KAFKA_UNKNOWN_TOPIC', "no topic 'readings'"],
    ['TOPIC_AUTHORIZATION_FAILED', false, 'ERR_KAFKA_NOT_AUTHORIZED', "'readings' to 'demo__me'"],
    ['GROUP_AUTHORIZATION_FAILED', false, 'ERR_KAFKA_NOT_AUTHORIZED', "'screen' to 'demo__me'"],
    ['MESSAGE_TOO_LARGE', false, 'ERR_KAFKA_TOO_LARGE', 'MESSAGE_TOO_LARGE'],
    ['INCONSISTENT_GROUP_PROTOCOL', false, 'ERR_KAFKA_GROUP', "'screen'"],
    ['NOT_ENOUGH_REPLICAS', true, 'ERR_KAFKA_PROTOCOL', 'NOT_ENOUGH_REPLICAS'],
    ['POLICY_VIOLATION', false, 'ERR_KAFKA_PROTOCOL', 'POLICY_VIOLATION'],
  ])('puts %s into words', (type, retriable, code, words) => {
    const cause = brokerError(type, retriable)
    // As KafkaJS throws it after its own retries.
    const wrapped = Object.assign(new Error(cause.message), { cause, retriable: false })
    expect(kafkajsFault(wrapped, doing)).toMatchObject({
      code,
      retriable,
      what: 'cannot do it',
      because: expect.stringContaining(words),
      cause: wrapped,
    })
  })

  it('names the broker that cannot be reached, and holds it for worth another attempt', () => {
    const details = { broker: 'broker-1:9092', code: 'ECONNREFUSED' }
    const refused = new kafkajs.KafkaJSConnectionError('connect ECONNREFUSED', details)
    expect(kafkajsFault(refused, doing)).toMatchObject({
      code: 'ERR_KAFKA_UNREACHABLE',
      because: 'broker broker-1:9092: nothing listens there',
      retriable: true,
    })
  })

  it('tells a broker that the user did not name from one that the cluster advertises', () => {
    const details = { broker: 'broker-2.internal:9092', code: 'ENOTFOUND' }
    const unknown = new kafkajs.KafkaJSConnectionError('getaddrinfo ENOTFOUND', details)
    expect(kafkajsFault(unknown, doing)).toMatchObject({
      because:
        'broker broker-2.internal:9092, an address that the cluster advertises: the host name is not known',
      fix: expect.stringContaining('advertised.listeners'),
    })
  })

  it('looks into what KafkaJS throws for several topics', () => {
    const cause = brokerError('TOPIC_AUTHORIZATION_FAILED', false)
    const several = Object.assign(new Error('Topic errors'), { errors: [cause] })
    expect(kafkajsFault(several, doing)).toMatchObject({ code: 'ERR_KAFKA_NOT_AUTHORIZED' })
  })

  it('does not take an error of the language for weather', () => {
    const bug = new TypeError('x is not a function')
    expect(kafkajsFault(bug, doing)).toMatchObject({ code: 'ERR_KAFKA_PROTOCOL', retriable: false })
  })
})
